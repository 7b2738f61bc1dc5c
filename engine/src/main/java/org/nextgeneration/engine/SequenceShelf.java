package org.nextgeneration.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.nextgeneration.llama.LlamaException;

/**
 * Sequences that were saved when a model was unloaded, to be restored instead of computed when it
 * comes back. One directory for all models; a shelf shows those of one {@link ShelfKey}.
 *
 * <p>Nothing here is needed: whatever is wrong with a file, or with the disk, the sequence is
 * computed instead, and a note for the log says why. Nothing that is read is trusted before its
 * checksum is compared.
 *
 * <p>{@link #longest} and {@link #save} belong to one thread; what a {@link SavedSequence} does may
 * be done on another. Several processes may share the directory: files get their names when they
 * are whole, and may vanish at any time.
 */
final class SequenceShelf {
    /** Tokens of all entries that are kept in memory, to compare with. */
    static final int INDEX_TOKENS_MAX = 1 << 22;

    private static final String SUFFIX = ".sequence";
    private static final int KEY_DIGITS = 16;
    private static final int TOKENS_DIGITS = 32;

    private final ShelfDirectory directory;
    private final byte[] key;
    private final String namePrefix;
    private final long bytesMax;
    private final ShelfNotes notes;
    private final List<ShelfEntry> entries = new CopyOnWriteArrayList<>();

    private SequenceShelf(ShelfDirectory directory, ShelfKey key, long bytesMax, ShelfNotes notes) {
        this.directory = directory;
        this.bytesMax = bytesMax;
        this.notes = notes;
        this.key =
                String.join("\n", key.model(), key.library(), key.cache(), "")
                        .getBytes(StandardCharsets.US_ASCII);
        this.namePrefix = digits(ByteBuffer.wrap(this.key), KEY_DIGITS) + "-";
    }

    /**
     * Opens a shelf: makes the directory private, deletes what killed writers left there, reads the
     * headers of this key's files. What is foreign or damaged is ignored and noted.
     *
     * @param path the directory, for saved sequences only; made if there is none
     * @param key what the sequences must fit
     * @param bytesMax bytes of the files of all models together
     * @throws IOException if the directory cannot be made, closed to others, or listed
     */
    static SequenceShelf open(Path path, ShelfKey key, long bytesMax) throws IOException {
        ShelfNotes notes = new ShelfNotes();
        SequenceShelf shelf =
                new SequenceShelf(ShelfDirectory.open(path, notes), key, bytesMax, notes);
        shelf.readEntries();
        return shelf;
    }

    private void readEntries() throws IOException {
        List<String> newestFirst =
                directory.sweep().stream()
                        .filter(name -> name.startsWith(namePrefix))
                        .collect(Collectors.toMap(name -> name, directory::lastUse))
                        .entrySet()
                        .stream()
                        .sorted(Map.Entry.<String, Instant>comparingByValue().reversed())
                        .map(Map.Entry::getKey)
                        .toList();
        long tokens = 0;
        for (String name : newestFirst) {
            try (FileChannel channel = directory.open(name)) {
                ShelfHeader header = ShelfFile.header(channel);
                tokens += header.tokenCount();
                if (tokens > INDEX_TOKENS_MAX || entries.size() == ShelfPolicy.ENTRIES_MAX) {
                    directory.note(name, "ignored with those used before it; there are too many");
                    return;
                }
                entries.add(new ShelfEntry(name, header, ShelfFile.tokens(channel, header, key)));
            } catch (NoSuchFileException _) {
                // Another process has dropped it.
            } catch (IOException unusable) {
                directory.note(name, "ignored: " + unusable.getMessage());
            }
        }
    }

    /** {@return how many sequences of this key there are} */
    int size() {
        return entries.size();
    }

    /** {@return what was odd since the last call, for the log} Any thread. */
    List<String> takeNotes() {
        return notes.take();
    }

    /**
     * Finds the saved sequence that shares the most tokens with a prompt, from the first token on;
     * of several the shortest.
     *
     * @param wholeOnly whether only those count of which the prompt has all tokens: where a model
     *     keeps a state or a window, nothing can be removed from the end of a sequence
     * @return it, to be closed; nothing if none has the first token
     */
    Optional<SavedSequence> longest(int[] tokens, boolean wholeOnly) {
        return entries.stream()
                .filter(entry -> !wholeOnly || entry.beginsOf(tokens))
                .map(entry -> new SavedSequence(this, entry, entry.commonWith(tokens)))
                .filter(found -> found.commonTokens() > 0)
                .max(
                        Comparator.comparingInt(SavedSequence::commonTokens)
                                .thenComparing(
                                        Comparator.comparingInt(SavedSequence::tokenCount)
                                                .reversed()));
    }

    /**
     * Saves a sequence. Drops what is worth less to make room, and sequences of this key that are
     * prefixes of it. Whatever goes wrong is noted, and harms nothing else.
     *
     * @param tokens of the sequence, at positions 0 and on
     * @param stateBytes how much {@code state} gives
     * @param recomputeSeconds what it would take to compute it again
     * @param wholeOnly whether a beginning cannot be had from a longer sequence, so that what is
     *     saved of it stays
     * @param state gives the state; asked once at most
     * @return whether it is saved, or was before
     * @throws IllegalArgumentException if a number is out of range
     */
    boolean save(
            int[] tokens,
            long stateBytes,
            double recomputeSeconds,
            boolean wholeOnly,
            StateWriter state) {
        requireNumbers(tokens, stateBytes, recomputeSeconds);
        String name = namePrefix + digits(bytes(tokens), TOKENS_DIGITS) + SUFFIX;
        Optional<ShelfEntry> same =
                entries.stream().filter(entry -> entry.name().equals(name)).findFirst();
        if (same.isPresent() && touch(same.get())) {
            return true;
        }
        List<ShelfEntry> superseded =
                entries.stream().filter(entry -> !wholeOnly && entry.beginsOf(tokens)).toList();
        long fileBytes = ShelfHeader.of(key, tokens, stateBytes, 0, recomputeSeconds).fileBytes();
        try {
            if (!makeRoom(name, fileBytes, recomputeSeconds, superseded)) {
                return false;
            }
            ShelfHeader header =
                    ShelfFile.write(
                            directory.file(name), key, tokens, stateBytes, recomputeSeconds, state);
            entries.removeIf(entry -> entry.name().equals(name));
            entries.add(new ShelfEntry(name, header, tokens.clone()));
        } catch (IOException | LlamaException failure) {
            directory.note(name, "not saved: " + failure);
            return false;
        }
        superseded.stream().filter(entry -> !entry.name().equals(name)).forEach(this::drop);
        return true;
    }

    private boolean makeRoom(
            String name, long fileBytes, double recomputeSeconds, List<ShelfEntry> superseded)
            throws IOException {
        Set<String> useless =
                superseded.stream().map(ShelfEntry::name).collect(Collectors.toUnmodifiableSet());
        ShelfPolicy.Decision decision =
                ShelfPolicy.decide(
                        directory.entries(useless),
                        fileBytes,
                        recomputeSeconds,
                        new ShelfPolicy.Bounds(bytesMax, directory.usableBytes()));
        return switch (decision) {
            case ShelfPolicy.Decision.Refuse(String reason) -> {
                directory.note(name, "not saved: " + reason);
                yield false;
            }
            case ShelfPolicy.Decision.Save(List<String> dropped) -> {
                dropped.forEach(directory::delete);
                entries.removeIf(entry -> dropped.contains(entry.name()));
                yield true;
            }
        };
    }

    private static void requireNumbers(int[] tokens, long stateBytes, double recomputeSeconds) {
        if (tokens.length < 1 || tokens.length > ShelfHeader.TOKENS_MAX) {
            throw new IllegalArgumentException(
                    "tokens: found %d, expected 1 to %d"
                            .formatted(tokens.length, ShelfHeader.TOKENS_MAX));
        }
        if (stateBytes < 1 || stateBytes > Long.MAX_VALUE / 2) {
            throw new IllegalArgumentException(
                    "stateBytes: found %d, expected 1 at least".formatted(stateBytes));
        }
        if (!(recomputeSeconds >= 0 && recomputeSeconds <= ShelfHeader.RECOMPUTE_SECONDS_MAX)) {
            throw new IllegalArgumentException(
                    "recomputeSeconds: found %s, expected 0 to %s"
                            .formatted(recomputeSeconds, ShelfHeader.RECOMPUTE_SECONDS_MAX));
        }
    }

    ShelfDirectory directory() {
        return directory;
    }

    byte[] keyBytes() {
        return key.clone();
    }

    /** Notes a use. {@return whether the file is still there} Any thread. */
    boolean touch(ShelfEntry entry) {
        try {
            Files.setLastModifiedTime(directory.file(entry.name()), FileTime.from(Instant.now()));
            return true;
        } catch (IOException vanished) {
            entries.remove(entry);
            return false;
        }
    }

    /** Deletes a file that is not good. Any thread. */
    void discard(ShelfEntry entry, String reason) {
        directory.note(entry.name(), "deleted: " + reason);
        drop(entry);
    }

    /** Forgets a file that is no longer there. Any thread. */
    void forget(ShelfEntry entry, String reason) {
        directory.note(entry.name(), reason);
        entries.remove(entry);
    }

    private void drop(ShelfEntry entry) {
        entries.remove(entry);
        directory.delete(entry.name());
    }

    private static ByteBuffer bytes(int[] tokens) {
        ByteBuffer bytes = ByteBuffer.allocate(tokens.length * Integer.BYTES);
        bytes.asIntBuffer().put(tokens);
        return bytes;
    }

    private static String digits(ByteBuffer bytes, int count) {
        MessageDigest digest = ModelFingerprint.sha256();
        digest.update(bytes);
        return HexFormat.of().formatHex(digest.digest()).substring(0, count);
    }
}
