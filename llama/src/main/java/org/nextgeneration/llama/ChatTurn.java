package org.nextgeneration.llama;

import static java.util.Objects.requireNonNull;

/**
 * One turn of a conversation as a chat template sees it.
 *
 * @param role such as {@code system}, {@code user} or {@code assistant}
 * @param content what is said
 */
public record ChatTurn(String role, String content) {
    /** Rejects absent parts, and the NUL character, where C would end the text. */
    public ChatTurn {
        requireNonNull(role, "role");
        requireNonNull(content, "content");
        if (role.indexOf('\0') >= 0 || content.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "chat turn of role %s: found the character U+0000, expected text without it"
                            .formatted(role.replace('\0', '?')));
        }
    }
}
