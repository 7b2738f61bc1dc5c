package org.nextgeneration.llama;

import java.util.List;
import java.util.function.ToIntFunction;

/** Finds the constant of one of our enums that stands for a number of libllama's. */
final class LibraryCode {
    private LibraryCode() {}

    /**
     * {@return the constant with that code}
     *
     * @param constants all of them, with codes that rise by one
     * @param codeOf tells the code of a constant
     * @param code what the library gave
     * @param what names it in the message
     * @throws LlamaException if there is none: the library is of another version
     */
    static <E> E find(List<E> constants, ToIntFunction<E> codeOf, int code, String what) {
        return constants.stream()
                .filter(constant -> codeOf.applyAsInt(constant) == code)
                .findFirst()
                .orElseThrow(
                        () ->
                                new LlamaException(
                                        "libllama: found %s %d, expected %d to %d. Use libllama %s."
                                                .formatted(
                                                        what,
                                                        code,
                                                        codeOf.applyAsInt(constants.getFirst()),
                                                        codeOf.applyAsInt(constants.getLast()),
                                                        LibraryVersion.EXPECTED)));
    }
}
