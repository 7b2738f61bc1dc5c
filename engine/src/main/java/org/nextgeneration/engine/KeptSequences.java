package org.nextgeneration.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.llama.LlamaContext;
import org.nextgeneration.llama.LlamaException;

/**
 * The saved sequences of the model that a worker holds: what a prompt can begin with is looked up
 * while it is encoded, and what is worth it is saved when the model is unloaded. Any thread may
 * call any method; one at a time goes on.
 *
 * <p>Whatever fails here costs time only: the worker says so on standard error and computes.
 */
final class KeptSequences {
    /** A beginning of fewer tokens is computed in less time than it is read. */
    static final int TOKENS_MIN = 64;

    private final KeptState settings;
    private final String model;
    private final String library;
    private final ContextPlan plan;
    private final boolean wholeOnly;
    private @Nullable SequenceShelf shelf;
    private boolean broken;
    private final Set<String> given = new HashSet<>();

    /**
     * Opens nothing before it is first needed.
     *
     * @param library version of libllama
     * @param wholeOnly whether nothing can be removed from the end of a sequence
     */
    KeptSequences(WorkerMessage.Kept kept, String library, ContextPlan plan, boolean wholeOnly) {
        this.settings = kept.state();
        this.model = kept.model();
        this.library = library;
        this.plan = plan;
        this.wholeOnly = wholeOnly;
    }

    private @Nullable SequenceShelf shelf() {
        if (shelf == null && !broken) {
            try {
                shelf =
                        SequenceShelf.open(
                                settings.directory(),
                                ShelfKey.of(model, library, plan),
                                settings.bytesMax());
            } catch (IOException failure) {
                broken = true;
                System.err.println("saved sequences: not used: " + failure);
            }
        }
        return shelf;
    }

    /**
     * {@return a saved sequence that a prompt can begin with, checked and ready} Each is given
     * once: after that it is in the cache, and is saved again with it.
     */
    synchronized Optional<SavedSequence> find(PromptTokens prompt) {
        SequenceShelf opened = prompt.count() < TOKENS_MIN ? null : shelf();
        if (opened == null || opened.size() == 0) {
            return Optional.empty();
        }
        // The last token is computed always, so a sequence with all of them is one too long.
        int[] tokens = Arrays.copyOf(prompt.copy(), prompt.count() - 1);
        Optional<SavedSequence> found =
                opened.longest(tokens, wholeOnly)
                        .filter(KeptSequences::isWorthReading)
                        .filter(saved -> given.add(saved.name()))
                        .filter(SavedSequence::verify);
        opened.takeNotes().forEach(System.err::println);
        return found;
    }

    /** Reading a long sequence for its first few tokens costs more than to compute those. */
    private static boolean isWorthReading(SavedSequence saved) {
        return saved.commonTokens() >= TOKENS_MIN && saved.commonTokens() >= saved.tokenCount() / 2;
    }

    /**
     * Saves the sequences that are worth it, the longest first.
     *
     * @param nanosPerToken what a token costs to compute
     * @param millisMax no save begins after that
     */
    synchronized void save(
            LlamaContext context,
            List<CachedSequence> sequences,
            double nanosPerToken,
            long millisMax) {
        long startNanos = System.nanoTime();
        List<CachedSequence> longestFirst = new ArrayList<>(sequences);
        longestFirst.sort(Comparator.comparingInt(CachedSequence::count).reversed());
        List<CachedSequence> saved = new ArrayList<>();
        for (CachedSequence sequence : longestFirst) {
            double seconds = sequence.count() * nanosPerToken / TimeUnit.SECONDS.toNanos(1);
            long spentMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
            if (sequence.count() < TOKENS_MIN
                    || seconds < settings.worthSeconds()
                    || spentMillis >= millisMax) {
                break;
            }
            if (wholeOnly || saved.stream().noneMatch(longer -> begins(longer, sequence))) {
                save(context, sequence, seconds);
                saved.add(sequence);
            }
        }
    }

    private static boolean begins(CachedSequence longer, CachedSequence sequence) {
        return longer.common(sequence.tokens(), sequence.count()) == sequence.count();
    }

    private void save(LlamaContext context, CachedSequence sequence, double seconds) {
        SequenceShelf opened = shelf();
        if (opened == null) {
            return;
        }
        try {
            boolean _ =
                    opened.save(
                            sequence.tokens(),
                            context.sequenceStateBytes(sequence.place()),
                            seconds,
                            wholeOnly,
                            sink -> {
                                long _ = context.saveSequence(sequence.place(), sink);
                            });
        } catch (LlamaException refused) {
            System.err.println("saved sequences: not saved: " + refused.getMessage());
        }
        opened.takeNotes().forEach(System.err::println);
    }
}
