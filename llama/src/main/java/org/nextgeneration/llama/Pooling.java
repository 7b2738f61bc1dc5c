package org.nextgeneration.llama;

import java.util.List;

/**
 * How the vectors of a text's tokens become one. Source: {@code enum llama_pooling_type} in {@code
 * llama.h}.
 */
public enum Pooling {
    /** As the model file says. */
    MODEL(-1),
    /** Not at all: a vector for each token. */
    NONE(0),
    /** Their mean. */
    MEAN(1),
    /** That of the first token, which stands for the text. */
    FIRST(2),
    /** That of the last token. */
    LAST(3),
    /** A score from the classification head instead of a vector. */
    RANK(4);

    private final int code;

    Pooling(int code) {
        this.code = code;
    }

    static Pooling of(int code) {
        return LibraryCode.find(List.of(values()), value -> value.code, code, "pooling type");
    }

    int code() {
        return code;
    }
}
