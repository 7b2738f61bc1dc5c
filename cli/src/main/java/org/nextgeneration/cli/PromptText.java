package org.nextgeneration.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.nextgeneration.cli.terminal.CommandFailure;

/** Puts together what the person asks: the words, standard input, and files. */
final class PromptText {
    /** The most that is read from standard input. */
    static final int INPUT_BYTES_MAX = 4 << 20;

    /** The largest file that goes along with a question. */
    static final int FILE_BYTES_MAX = 1 << 20;

    /** The most files that go along with a question. */
    static final int FILES_MAX = 64;

    /** The most that all files together may hold; the engine takes no longer prompt. */
    static final int FILES_BYTES_MAX = 4 << 20;

    private static final String STANDARD_INPUT = "-";
    private static final String FENCE = "```";

    private final Surroundings surroundings;

    PromptText(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /**
     * {@return the words themselves, or what standard input says; never blank}
     *
     * @param words the words of the command line; {@code -} or none for standard input
     * @throws CommandFailure if there is no question or it cannot be read
     */
    String question(List<String> words) {
        boolean piped = words.isEmpty() && !surroundings.inIsTerminal();
        String question =
                piped || words.equals(List.of(STANDARD_INPUT))
                        ? standardInput()
                        : String.join(" ", words);
        if (question.isBlank()) {
            throw CommandFailure.wrongUsage("failure.empty-prompt");
        }
        return question;
    }

    /** {@return the question with the files behind it, each under its name in a fenced block} */
    String withFiles(String question, List<String> files) {
        if (files.size() > FILES_MAX) {
            throw CommandFailure.wrongUsage("failure.too-many-files", files.size(), FILES_MAX);
        }
        checkTotal(files);
        StringBuilder text = new StringBuilder(question);
        int filesChars = 0;
        for (String name : files) {
            String content = file(name);
            // Files of /proc have no size before they are read.
            filesChars += content.length();
            if (filesChars > FILES_BYTES_MAX) {
                throw filesTooLarge();
            }
            String fence = fence(content);
            text.append("\n\n")
                    .append(name)
                    .append(":\n")
                    .append(fence)
                    .append('\n')
                    .append(content)
                    .append(content.endsWith("\n") ? "" : "\n")
                    .append(fence)
                    .append('\n');
        }
        return text.toString();
    }

    /** Before anything is read: many files that fit one by one may not fit together. */
    private void checkTotal(List<String> files) {
        long totalBytes = 0;
        for (String name : files) {
            Path path = path(name);
            try {
                totalBytes += Files.isRegularFile(path) ? Files.size(path) : 0;
            } catch (IOException unreadable) {
                throw CommandFailure.wrongUsage("failure.file-unreadable", name, unreadable);
            }
        }
        if (totalBytes > FILES_BYTES_MAX) {
            throw filesTooLarge();
        }
    }

    private static CommandFailure filesTooLarge() {
        return CommandFailure.wrongUsage("failure.files-too-large", FILES_BYTES_MAX);
    }

    private Path path(String name) {
        try {
            return surroundings.folder().resolve(name);
        } catch (InvalidPathException _) {
            throw CommandFailure.wrongUsage("failure.file-absent", name);
        }
    }

    private String standardInput() {
        try {
            // One byte more than allowed tells a full read from one that was cut.
            byte[] bytes = surroundings.in().readNBytes(INPUT_BYTES_MAX + 1);
            if (bytes.length > INPUT_BYTES_MAX) {
                throw CommandFailure.wrongUsage("failure.input-too-large", INPUT_BYTES_MAX);
            }
            return decoded("stdin", bytes).strip();
        } catch (IOException unreadable) {
            throw CommandFailure.failed("io", "failure.input-unreadable", unreadable);
        }
    }

    private String file(String name) {
        Path path = path(name);
        if (!Files.exists(path)) {
            throw CommandFailure.wrongUsage("failure.file-absent", name);
        }
        if (!Files.isRegularFile(path)) {
            throw CommandFailure.wrongUsage("failure.file-not-regular", name);
        }
        try (InputStream stream = Files.newInputStream(path)) {
            byte[] bytes = stream.readNBytes(FILE_BYTES_MAX + 1);
            if (bytes.length > FILE_BYTES_MAX) {
                throw CommandFailure.wrongUsage("failure.file-too-large", name, FILE_BYTES_MAX);
            }
            int zero = indexOfZero(bytes);
            if (zero >= 0) {
                throw CommandFailure.wrongUsage("failure.file-binary", name, zero);
            }
            return decoded(name, bytes);
        } catch (IOException unreadable) {
            throw CommandFailure.wrongUsage("failure.file-unreadable", name, unreadable);
        }
    }

    private static String decoded(String where, byte[] bytes) {
        ByteBuffer input = ByteBuffer.wrap(bytes);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(input).toString();
        } catch (CharacterCodingException _) {
            // The decoder leaves the buffer at the first byte that it could not read.
            throw CommandFailure.wrongUsage(
                    "failure.not-utf8",
                    where,
                    input.position(),
                    "0x%02x".formatted(bytes[input.position()]));
        }
    }

    private static int indexOfZero(byte[] bytes) {
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] == 0) {
                return at;
            }
        }
        return -1;
    }

    /** A file that itself has fences must not end its own block. */
    private static String fence(String content) {
        String fence = FENCE;
        while (content.contains(fence)) {
            fence += "`";
        }
        return fence;
    }
}
