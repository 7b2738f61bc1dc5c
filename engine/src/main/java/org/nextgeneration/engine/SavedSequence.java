package org.nextgeneration.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.llama.LlamaContext;
import org.nextgeneration.llama.LlamaException;

/**
 * A saved sequence that shares a prefix with the tokens it was found for. {@link #verify} it, on
 * any thread, then {@link #restoreInto} a context on the thread of that, then close it. Both use
 * the file as it was opened, whatever takes its name meanwhile.
 */
final class SavedSequence implements AutoCloseable {
    private final SequenceShelf shelf;
    private final ShelfEntry entry;
    private final int commonTokens;

    /** Open once it is verified. Guarded by this. */
    private @Nullable FileChannel verified;

    SavedSequence(SequenceShelf shelf, ShelfEntry entry, int commonTokens) {
        this.shelf = shelf;
        this.entry = entry;
        this.commonTokens = commonTokens;
    }

    /** {@return the name of its file} */
    String name() {
        return entry.name();
    }

    /** {@return tokens of the sequence, which are the cells that it needs} */
    int tokenCount() {
        return entry.tokenCount();
    }

    /** {@return the tokens of the sequence, a copy} */
    int[] tokens() {
        return entry.tokens();
    }

    /** {@return how many of its tokens, from the first, are those asked for} */
    int commonTokens() {
        return commonTokens;
    }

    /** {@return whether all of its tokens are, so that nothing need be removed from its end} */
    boolean whole() {
        return commonTokens == entry.tokenCount();
    }

    /** {@return bytes of its state} */
    long stateBytes() {
        return entry.header().stateBytes();
    }

    /** {@return what it was said to take to compute it again} */
    double recomputeSeconds() {
        return entry.header().recomputeSeconds();
    }

    /**
     * Reads the whole file and compares it with its checksums; takes as long as the disk does. A
     * damaged file is deleted and noted; one that has vanished or cannot be read is only noted.
     *
     * @return whether it may be restored
     */
    synchronized boolean verify() {
        if (verified != null) {
            return true;
        }
        FileChannel channel = null;
        try {
            channel = shelf.directory().open(entry.name());
            if (!ShelfFile.header(channel).equals(entry.header())) {
                throw new ShelfDamage("found another header than when it was opened");
            }
            if (!entry.has(ShelfFile.tokens(channel, entry.header(), shelf.keyBytes()))) {
                throw new ShelfDamage("found other tokens than when it was opened");
            }
            ShelfFile.verifyState(channel, entry.header());
            verified = channel;
            channel = null;
            return true;
        } catch (ShelfDamage damaged) {
            shelf.discard(entry, String.valueOf(damaged.getMessage()));
            return false;
        } catch (IOException unreadable) {
            shelf.forget(entry, "not restored (%s)".formatted(unreadable));
            return false;
        } finally {
            close(channel);
        }
    }

    /**
     * Puts it in place of a sequence. The caller has made room for {@link #tokenCount} cells. What
     * the library refuses is noted, and the sequence is empty then: compute it.
     *
     * @return whether the sequence is there, all its tokens
     * @throws IllegalStateException if it is not verified, or is closed
     */
    synchronized boolean restoreInto(LlamaContext context, int sequence) {
        FileChannel channel = verified;
        if (channel == null) {
            throw new IllegalStateException(
                    "saved sequence: found it not verified, expected verify() to say true first");
        }
        ShelfHeader header = entry.header();
        try {
            context.restoreSequence(sequence, channel, header.headerBytes(), header.stateBytes());
        } catch (LlamaException refused) {
            // For want of room or memory, perhaps: the file stays for the next load.
            shelf.forget(entry, "not restored (%s)".formatted(refused.getMessage()));
            return false;
        }
        int last = context.maxPosition(sequence);
        if (last != entry.tokenCount() - 1) {
            boolean _ = context.remove(sequence, 0, LlamaContext.END);
            shelf.discard(
                    entry,
                    "found its last position %d, expected %d"
                            .formatted(last, entry.tokenCount() - 1));
            return false;
        }
        touch();
        return true;
    }

    /** Notes that it was used now, so that it stays longer. Any thread. */
    void touch() {
        shelf.touch(entry);
    }

    /** Closes the file. Does nothing when called again. */
    @Override
    public synchronized void close() {
        close(verified);
        verified = null;
    }

    private static void close(@Nullable FileChannel channel) {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException _) {
            // It was only read.
        }
    }
}
