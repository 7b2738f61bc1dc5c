package org.nextgeneration.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The directory where sequences of all models are saved, for this user alone. Several processes
 * share it: any file may be gone, or be there, the next moment.
 */
final class ShelfDirectory {
    /** Names that are looked at; far more than there may be entries. */
    static final int NAMES_MAX = 8 * ShelfPolicy.ENTRIES_MAX;

    private static final Pattern NAME = Pattern.compile("[0-9a-f]{16}-[0-9a-f]{32}\\.sequence");
    private static final Pattern UNFINISHED =
            Pattern.compile(
                    Pattern.quote(ShelfFile.UNFINISHED_PREFIX)
                            + "\\d{1,40}"
                            + Pattern.quote(ShelfFile.UNFINISHED_SUFFIX));
    private static final Set<PosixFilePermission> PRIVATE =
            PosixFilePermissions.fromString("rwx------");

    private final Path path;
    private final Optional<UserPrincipal> owner;
    private final ShelfNotes notes;

    private ShelfDirectory(Path path, Optional<UserPrincipal> owner, ShelfNotes notes) {
        this.path = path;
        this.owner = owner;
        this.notes = notes;
    }

    /**
     * Makes the directory if there is none, and closes it to other users.
     *
     * @throws IOException if that cannot be done, or everyone may write there: then what is there
     *     is anyone's
     */
    static ShelfDirectory open(Path path, ShelfNotes notes) throws IOException {
        Files.createDirectories(path);
        if (Files.getFileAttributeView(path, PosixFileAttributeView.class) == null) {
            return new ShelfDirectory(path, Optional.empty(), notes);
        }
        PosixFileAttributes found = Files.readAttributes(path, PosixFileAttributes.class);
        if (found.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IOException(
                    "%s: found a directory that everyone may write, expected a private one. Remove"
                                    .formatted(path)
                            + " it, or name another for the saved sequences.");
        }
        Files.setPosixFilePermissions(path, PRIVATE);
        return new ShelfDirectory(path, Optional.of(found.owner()), notes);
    }

    Path file(String name) {
        return path.resolve(name);
    }

    /** Names of saved sequences, whole or damaged. Deletes what killed writers left behind. */
    List<String> sweep() throws IOException {
        List<String> names = new ArrayList<>();
        for (String name : names()) {
            if (UNFINISHED.matcher(name).matches()) {
                deleteAbandoned(name);
            } else if (NAME.matcher(name).matches()) {
                names.add(name);
            } else {
                note(name, "ignored, for it is no saved sequence by its name");
            }
        }
        return names;
    }

    private List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
            for (Path file : files) {
                if (names.size() == NAMES_MAX) {
                    notes.add(
                            "%s: found more than %d files; the rest is ignored"
                                    .formatted(path, NAMES_MAX));
                    break;
                }
                names.add(String.valueOf(file.getFileName()));
            }
        } catch (DirectoryIteratorException failure) {
            throw failure.getCause();
        }
        return names;
    }

    private void deleteAbandoned(String name) {
        try {
            if (attributes(name).isRegularFile() && ShelfFile.deleteAbandoned(file(name))) {
                note(name, "deleted; whoever wrote it was killed");
            }
        } catch (NoSuchFileException | OverlappingFileLockException _) {
            // It has been finished or deleted meanwhile, or this process writes it.
        } catch (IOException failure) {
            note(name, "left behind and not deleted (%s)".formatted(failure));
        }
    }

    /**
     * Opens a file for reading, if it is one of ours by its looks.
     *
     * @throws NoSuchFileException if it has vanished
     * @throws IOException if it is a link, no regular file, of another user, or open to others
     */
    FileChannel open(String name) throws IOException {
        // Before it is opened: opening a named pipe would wait for a writer.
        BasicFileAttributes found = attributes(name);
        if (!found.isRegularFile()) {
            throw new IOException(
                    "found %s, expected a regular file"
                            .formatted(
                                    found.isSymbolicLink()
                                            ? "a link"
                                            : found.isDirectory() ? "a directory" : "a device"));
        }
        if (found instanceof PosixFileAttributes posix) {
            if (!PRIVATE.containsAll(posix.permissions())
                    || !Optional.of(posix.owner()).equals(owner)) {
                throw new IOException(
                        "found a file of %s with permissions %s, expected a private one of %s"
                                .formatted(
                                        posix.owner(),
                                        PosixFilePermissions.toString(posix.permissions()),
                                        owner.map(Object::toString).orElse("")));
            }
        }
        return FileChannel.open(file(name), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    private BasicFileAttributes attributes(String name) throws IOException {
        Class<? extends BasicFileAttributes> type =
                owner.isPresent() ? PosixFileAttributes.class : BasicFileAttributes.class;
        return Files.readAttributes(file(name), type, LinkOption.NOFOLLOW_LINKS);
    }

    /** {@return when a file was last used, or long ago if that cannot be read} */
    Instant lastUse(String name) {
        try {
            return attributes(name).lastModifiedTime().toInstant();
        } catch (IOException unreadable) {
            return Instant.EPOCH;
        }
    }

    /**
     * {@return what is saved, as a policy judges it; what is no file of ours is left out}
     *
     * @param superseded names of files that a newcomer makes useless
     */
    List<ShelfPolicy.Entry> entries(Set<String> superseded) throws IOException {
        Instant now = Instant.now();
        List<ShelfPolicy.Entry> entries = new ArrayList<>();
        for (String name : names()) {
            if (!NAME.matcher(name).matches()) {
                continue;
            }
            try (FileChannel channel = open(name)) {
                entries.add(
                        new ShelfPolicy.Entry(
                                name,
                                channel.size(),
                                recomputeSeconds(channel),
                                Duration.between(lastUse(name), now).toSeconds(),
                                superseded.contains(name)));
            } catch (IOException _) {
                // It has vanished, or is not ours to drop.
            }
        }
        return entries;
    }

    /** A damaged file is worth nothing, so it goes first. */
    private static double recomputeSeconds(FileChannel channel) {
        try {
            return ShelfFile.header(channel).recomputeSeconds();
        } catch (IOException unusable) {
            return 0;
        }
    }

    /** {@return bytes that the disk has left for this user} */
    long usableBytes() throws IOException {
        return Files.getFileStore(path).getUsableSpace();
    }

    /** Deletes a file if it is there and a regular one. Any thread. */
    void delete(String name) {
        try {
            if (attributes(name).isRegularFile()) {
                Files.deleteIfExists(file(name));
            }
        } catch (NoSuchFileException _) {
            // Somebody else has deleted it.
        } catch (IOException failure) {
            note(name, "not deleted (%s)".formatted(failure));
        }
    }

    /** Notes something about a file, for the log. */
    void note(String name, String remark) {
        notes.add("%s: %s".formatted(file(name), remark));
    }
}
