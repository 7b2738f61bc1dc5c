package org.nextgeneration.engine;

import org.nextgeneration.llama.LlamaContext;
import org.nextgeneration.llama.LlamaModel;

/**
 * How much of a sequence in the cache another prompt may begin with. Used by the decode thread.
 *
 * @param kind what the model remembers of a text
 * @param windowTokens how far back a {@link Kind#WINDOW} looks
 */
record ReuseRule(Kind kind, int windowTokens) {
    /** What a model remembers of a text. */
    enum Kind {
        /** Every token: any beginning can be reused. */
        WHOLE,
        /**
         * In some layers the last tokens only: a beginning whose end they still reach. The library
         * keeps older ones until it needs their cells.
         */
        WINDOW,
        /** A state after the last token: the whole sequence or nothing of it. */
        STATE
    }

    /** Looks back in blocks, of which it forgets the earlier ones as a whole. */
    private static final String CHUNKED_ARCHITECTURE = "llama4";

    /** {@return the rule for a model} */
    static ReuseRule of(LlamaModel model) {
        int window = model.slidingWindowTokens();
        boolean chunked =
                model.metadata("general.architecture").orElse("").equals(CHUNKED_ARCHITECTURE);
        if (model.isRecurrent() || model.isHybrid() || (window > 0 && chunked)) {
            return new ReuseRule(Kind.STATE, 0);
        }
        return window > 0 ? new ReuseRule(Kind.WINDOW, window) : new ReuseRule(Kind.WHOLE, 0);
    }

    /** {@return whether a sequence is of use only where it was kept at the right token} */
    boolean needsCheckpoints() {
        return kind == Kind.STATE;
    }

    /** {@return whether any beginning of a sequence can be had from it, however long it is} */
    boolean givesAnyBeginning() {
        return kind == Kind.WHOLE;
    }

    /** {@return how many of the first tokens of a sequence, which are as wanted, can be reused} */
    int usable(LlamaContext context, CachedSequence sequence, int tokens) {
        boolean usable =
                tokens > 0
                        && switch (kind) {
                            case WHOLE -> true;
                            case WINDOW ->
                                    tokens == sequence.count()
                                            || context.minPosition(sequence.place())
                                                    <= Math.max(0, tokens - windowTokens);
                            case STATE -> tokens == sequence.count();
                        };
        return usable ? tokens : 0;
    }
}
