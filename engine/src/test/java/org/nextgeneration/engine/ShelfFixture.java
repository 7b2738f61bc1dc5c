package org.nextgeneration.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Shelves with states of random bytes: all that a shelf, which never looks inside, can tell. */
final class ShelfFixture {
    static final ShelfKey KEY = new ShelfKey("a".repeat(64), "0.5.0", "f16, unified");
    static final ShelfKey OTHER_KEY = new ShelfKey("b".repeat(64), "0.5.0", "f16, unified");
    static final long BYTES_MAX = 1 << 20;
    static final int STATE_BYTES = 1_000;

    private ShelfFixture() {}

    static SequenceShelf open(Path directory) throws IOException {
        return SequenceShelf.open(directory, KEY, BYTES_MAX);
    }

    /** {@return the tokens from {@code first} on, each one more than the last} */
    static int[] tokens(int first, int count) {
        return IntStream.range(first, first + count).toArray();
    }

    static boolean save(SequenceShelf shelf, int[] tokens) {
        return save(shelf, tokens, STATE_BYTES, 10);
    }

    static boolean save(SequenceShelf shelf, int[] tokens, int bytes, double seconds) {
        return shelf.save(tokens, bytes, seconds, false, state(bytes));
    }

    /** {@return a state that comes in two parts} */
    static StateWriter state(int bytes) {
        byte[] state = new byte[bytes];
        new Random(bytes).nextBytes(state);
        return sink -> {
            sink.accept(ByteBuffer.wrap(state, 0, bytes / 2).asReadOnlyBuffer());
            sink.accept(ByteBuffer.wrap(state, bytes / 2, bytes - bytes / 2));
        };
    }

    /** {@return how many of the tokens a verified sequence has, 0 if there is none} */
    static int found(SequenceShelf shelf, int[] tokens) {
        Optional<SavedSequence> longest = shelf.longest(tokens, false);
        if (longest.isEmpty()) {
            return 0;
        }
        try (SavedSequence sequence = longest.get()) {
            return sequence.verify() ? sequence.commonTokens() : 0;
        }
    }

    static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    static Path onlyFile(Path directory) throws IOException {
        List<Path> files = files(directory);
        assertTrue(files.size() == 1, "found " + files);
        return files.getFirst();
    }

    /** Fails unless one note, and only one, has a text. */
    static void assertNoted(SequenceShelf shelf, String text) {
        List<String> notes = shelf.takeNotes();
        assertTrue(notes.size() == 1 && notes.getFirst().contains(text), "found " + notes);
    }
}
