package org.nextgeneration.health.doctor;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * One thing that the doctor looked at.
 *
 * @param id what it is, such as {@code gpu.policy}; the same in every version; several checks have
 *     one id where there are several things of a kind
 * @param block where it belongs
 * @param state how it is
 * @param found what is there
 * @param expected what should be; there unless all is well
 * @param fix a command or a line of the configuration that a person can copy, or what to do; there
 *     unless all is well
 */
public record Check(
        String id,
        Block block,
        State state,
        Text found,
        Optional<Text> expected,
        Optional<Text> fix) {
    /** The parts of the list, in order. */
    public enum Block {
        /** Cards, rules, drivers, engines. */
        SYSTEM,
        /** What is installed, and where. */
        MODELS,
        /** Who answers, and where records are kept. */
        ASSISTANTS
    }

    /** How something is, from best to worst. */
    public enum State {
        /** There is nothing to check. */
        NOT_APPLICABLE,
        /** As it should be. */
        OK,
        /** It works, but not as it should, or that it does was not seen. */
        WARNING,
        /** It does not work, or a rule is broken. */
        FAILED
    }

    /** Rejects a complaint without advice. */
    public Check {
        requireNonNull(id, "id");
        requireNonNull(block, "block");
        requireNonNull(found, "found");
        if (state.compareTo(State.OK) > 0 && (expected.isEmpty() || fix.isEmpty())) {
            throw new IllegalArgumentException(
                    "%s: found a complaint without %s, expected both what should be and the fix"
                            .formatted(id, expected.isEmpty() ? "what should be" : "a fix"));
        }
    }

    static Check ok(String id, Block block, Text found) {
        return new Check(id, block, State.OK, found, Optional.empty(), Optional.empty());
    }

    static Check notApplicable(String id, Block block, Text found) {
        return new Check(
                id, block, State.NOT_APPLICABLE, found, Optional.empty(), Optional.empty());
    }

    static Check warning(String id, Block block, Text found, Text expected, Text fix) {
        return new Check(id, block, State.WARNING, found, Optional.of(expected), Optional.of(fix));
    }

    static Check failed(String id, Block block, Text found, Text expected, Text fix) {
        return new Check(id, block, State.FAILED, found, Optional.of(expected), Optional.of(fix));
    }
}
