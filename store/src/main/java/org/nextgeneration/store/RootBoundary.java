package org.nextgeneration.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * The wall around one root: files behind it exist, are regular files, and stay inside the root when
 * every link on the way is followed.
 *
 * @param real the root with its own links followed; the user chose those, so they are trusted
 */
record RootBoundary(Path real) {
    /** A file that passed, with what its own file system says. */
    record Checked(Path file, BasicFileAttributes attributes) {}

    /** {@return the file, or empty after telling the findings why not} */
    Optional<Checked> check(Path file, Problem.Kind whenAbsent, StoreFindings findings) {
        try {
            Path target = file.toRealPath();
            if (!target.startsWith(real)) {
                findings.problem(file, Problem.Kind.OUTSIDE_STORE, target.toString());
                return Optional.empty();
            }
            BasicFileAttributes attributes =
                    Files.readAttributes(target, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                findings.problem(file, Problem.Kind.UNREADABLE, "not a regular file");
                return Optional.empty();
            }
            return Optional.of(new Checked(target, attributes));
        } catch (NoSuchFileException _) {
            findings.problem(file, whenAbsent, "");
        } catch (IOException e) {
            findings.problem(file, Problem.Kind.UNREADABLE, String.valueOf(e.getMessage()));
        }
        return Optional.empty();
    }
}
