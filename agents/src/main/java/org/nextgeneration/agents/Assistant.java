package org.nextgeneration.agents;

import static java.util.Objects.requireNonNull;

import org.nextgeneration.store.Localized;
import org.nextgeneration.store.Role;

/**
 * A named behaviour: what the model is told it is, which role answers, and how it samples.
 *
 * @param name how it is asked for, lower case with underscores
 * @param role the role that answers for it
 * @param description one line for people
 * @param systemPrompt what the model is told first, in both languages
 * @param sampling how its answers are drawn
 */
public record Assistant(
        String name, Role role, Localized description, Localized systemPrompt, Sampling sampling) {
    /**
     * How answers are drawn.
     *
     * @param temperature 0 to 2
     * @param topP above 0, to 1
     * @param maxTokens the longest answer, in tokens; 1 or more
     */
    public record Sampling(double temperature, double topP, int maxTokens) {
        /**
         * Rejects impossible values.
         *
         * @throws IllegalArgumentException naming the value found and what is expected
         */
        public Sampling {
            require(temperature >= 0 && temperature <= 2, "temperature", temperature, "0 to 2");
            require(topP > 0 && topP <= 1, "top_p", topP, "above 0, to 1");
            require(maxTokens >= 1, "max_tokens", maxTokens, "1 or more");
        }

        private static void require(boolean holds, String what, Number found, String expected) {
            if (!holds) {
                throw new IllegalArgumentException(
                        "%s: found %s, expected %s".formatted(what, found, expected));
            }
        }
    }

    /** Rejects absent values. */
    public Assistant {
        requireNonNull(name, "name");
        requireNonNull(role, "role");
        requireNonNull(description, "description");
        requireNonNull(systemPrompt, "systemPrompt");
        requireNonNull(sampling, "sampling");
    }
}
