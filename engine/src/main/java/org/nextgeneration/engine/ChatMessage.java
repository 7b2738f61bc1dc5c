package org.nextgeneration.engine;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * One turn of a conversation.
 *
 * @param speaker who says it
 * @param text what is said
 */
public record ChatMessage(Speaker speaker, String text) {
    /** Who speaks in a conversation. */
    public enum Speaker {
        /** The rules that the model works under. */
        SYSTEM,
        /** The person. */
        USER,
        /** The model. */
        ASSISTANT;

        /** {@return the name that chat templates use} */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Rejects absent parts. */
    public ChatMessage {
        requireNonNull(speaker, "speaker");
        requireNonNull(text, "text");
    }

    /** {@return a turn of the person} */
    public static ChatMessage user(String text) {
        return new ChatMessage(Speaker.USER, text);
    }

    /** {@return a turn of the model} */
    public static ChatMessage assistant(String text) {
        return new ChatMessage(Speaker.ASSISTANT, text);
    }

    /** {@return the rules} */
    public static ChatMessage system(String text) {
        return new ChatMessage(Speaker.SYSTEM, text);
    }
}
