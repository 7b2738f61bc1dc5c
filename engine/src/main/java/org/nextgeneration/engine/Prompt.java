package org.nextgeneration.engine;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** What a model is asked to continue. */
public sealed interface Prompt {
    /**
     * A conversation, rendered by the model's own chat template. Control tokens spelt inside a
     * message stay plain text.
     *
     * @param messages oldest first, at least one
     */
    record Chat(List<ChatMessage> messages) implements Prompt {
        /** Copies the list. */
        public Chat {
            messages = List.copyOf(messages);
            if (messages.isEmpty()) {
                throw new IllegalArgumentException(
                        "a conversation: found no message, expected at least one");
            }
        }
    }

    /**
     * A text to continue as it stands, without a template.
     *
     * @param text plain text
     */
    record Raw(String text) implements Prompt {
        /** Rejects an absent text. */
        public Raw {
            requireNonNull(text, "text");
        }
    }
}
