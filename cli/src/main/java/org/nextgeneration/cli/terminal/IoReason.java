package org.nextgeneration.cli.terminal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Why a file could not be read or written, in words instead of the names of Java's classes. */
final class IoReason {
    /** What the systems say in our two languages, on Linux, macOS and Windows. */
    private static final List<String> FULL =
            List.of("no space left", "not enough space", "aucun espace", "espace insuffisant");

    private static final List<String> READ_ONLY =
            List.of("read-only", "write protected", "lecture seule");

    private static final List<String> DENIED = List.of("permission denied", "access is denied");

    private IoReason() {}

    /** {@return the reason; the system's own words where we know none} */
    static String text(IOException failure, Messages messages) {
        String said = said(failure).orElse("");
        if (failure instanceof NoSuchFileException) {
            return messages.text("failure.io-absent");
        }
        if (failure instanceof FileAlreadyExistsException) {
            return messages.text("failure.io-exists");
        }
        if (failure instanceof AccessDeniedException || says(said, DENIED)) {
            return messages.text("failure.io-denied");
        }
        if (says(said, FULL)) {
            return messages.text("failure.io-full");
        }
        if (says(said, READ_ONLY)) {
            return messages.text("failure.io-read-only");
        }
        return said.isEmpty() ? failure.getClass().getSimpleName() : said;
    }

    private static Optional<String> said(IOException failure) {
        // The message of a failure of the file system begins with the file, which ours names.
        return Optional.ofNullable(
                failure instanceof FileSystemException inFiles
                        ? inFiles.getReason()
                        : failure.getMessage());
    }

    private static boolean says(String text, List<String> phrases) {
        String lower = text.toLowerCase(Locale.ROOT);
        return phrases.stream().anyMatch(lower::contains);
    }
}
