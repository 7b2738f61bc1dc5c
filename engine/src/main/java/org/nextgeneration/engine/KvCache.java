package org.nextgeneration.engine;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.llama.LlamaContext;

/**
 * The KV cache of a context: keeps {@link CacheIndex} and the library in step. Prompts begin with
 * what is there already; what no answer uses stays until its cells or its place are needed, the
 * least valuable first. Owned by the decode thread.
 *
 * <p>Times are on the clock of {@link System#nanoTime}.
 */
final class KvCache {
    /** Tokens for which it is worth to keep a state of their end. */
    static final int CHECKPOINT_TOKENS_MIN = 64;

    private final LlamaContext context;
    private final ReuseRule rule;
    private final CacheIndex index;

    /**
     * Begins with an empty cache.
     *
     * @param context stays the caller's; nothing else may change its memory
     */
    KvCache(LlamaContext context, ContextPlan plan, ReuseRule rule) {
        this.context = context;
        this.rule = rule;
        this.index = new CacheIndex(plan.places(), Math.min(plan.cells(), context.contextTokens()));
    }

    /** A sequence that a prompt can begin with, and how far. */
    private record Match(CachedSequence source, int tokens) {}

    /**
     * Gives an answer a sequence if there will be cells for all of it, beginning with what the
     * cache holds of it.
     *
     * @param tokens what it must hold before the next token can be chosen
     * @param length how many of those
     * @param growth tokens that will be added, as far as they are promised
     * @param promised cells that running answers do not have yet but were promised
     * @return the sequence, or nothing while too much is in use
     */
    Optional<CachedSequence> admit(
            int[] tokens, int length, int growth, int promised, long nowNanos) {
        // The last token is computed always: what follows it is wanted.
        @Nullable Match match = longest(tokens, length - 1, _ -> true);
        int shared = match == null ? 0 : index.usedByAnswers(match.source(), match.tokens());
        long needed = (long) length - shared + growth;
        if (index.runningCells() + promised + needed > index.cells()) {
            return Optional.empty();
        }
        CachedSequence sequence = open(match == null ? null : match.source(), nowNanos);
        if (match != null) {
            copy(match, sequence, nowNanos);
        }
        return Optional.of(sequence);
    }

    /** Finds a place, at the cost of an idle sequence if it must. */
    private CachedSequence open(@Nullable CachedSequence spared, long nowNanos) {
        if (!index.hasFreePlace()) {
            index.leastValuable(sequence -> sequence != spared, nowNanos).ifPresent(this::remove);
        }
        return index.open(nowNanos);
    }

    /**
     * Lets a sequence go on with what another one holds by now.
     *
     * @param tokens what it is to hold
     * @param length how many of those
     * @return tokens that need not be computed any more
     */
    int catchUp(CachedSequence sequence, int[] tokens, int length, long nowNanos) {
        Match match = longest(tokens, length - 1, other -> other != sequence);
        int gained = match == null ? 0 : match.tokens() - sequence.count();
        if (match == null || gained <= 0) {
            return 0;
        }
        if (!rule.givesAnyBeginning()) {
            // A state or a window is taken whole, and what was before it with it.
            forget(sequence);
            index.clear(sequence);
        }
        copy(match, sequence, nowNanos);
        return gained;
    }

    private void copy(Match match, CachedSequence target, long nowNanos) {
        context.copy(
                match.source().place(),
                target.place(),
                target.count(),
                match.tokens() == match.source().count() ? LlamaContext.END : match.tokens());
        index.share(match.source(), target, match.tokens());
        match.source().setUsedNanos(nowNanos);
    }

    private @Nullable Match longest(
            int[] tokens, int length, Predicate<CachedSequence> candidates) {
        @Nullable Match best = null;
        for (CachedSequence sequence : index.sequences()) {
            if (!candidates.test(sequence)) {
                continue;
            }
            int usable = rule.usable(context, sequence, sequence.common(tokens, length));
            if (usable > (best == null ? 0 : best.tokens())) {
                best = new Match(sequence, usable);
            }
        }
        return best;
    }

    /**
     * {@return how many tokens the longest sequence has in common with these, whether it can be
     * reused there or not}
     */
    int longestCommon(int[] tokens, int length) {
        return index.sequences().stream()
                .mapToInt(sequence -> sequence.common(tokens, length))
                .max()
                .orElse(0);
    }

    /** {@return how many of the first tokens some sequence holds and can give} */
    int longestUsable(int[] tokens, int length) {
        Match match = longest(tokens, length, _ -> true);
        return match == null ? 0 : match.tokens();
    }

    /**
     * Brings a saved sequence back, to be reused like any other, as far as there are cells that no
     * answer uses.
     *
     * @param promised cells that running answers do not have yet but were promised
     */
    void restore(SavedSequence saved, int promised, long nowNanos) {
        long needed = (long) index.runningCells() + promised + saved.tokenCount();
        if (needed > index.cells() || !makeRoom(saved.tokenCount(), nowNanos)) {
            return;
        }
        CachedSequence sequence = open(null, nowNanos);
        if (saved.restoreInto(context, sequence.place())) {
            for (int token : saved.tokens()) {
                index.append(sequence, token);
            }
            index.rest(sequence, nowNanos);
        } else {
            index.remove(sequence);
        }
    }

    /** {@return whether so many cells are free, if need be at the cost of idle sequences} */
    boolean makeRoom(int cells, long nowNanos) {
        while (index.freeCells() < cells) {
            if (!giveUpOne(nowNanos)) {
                return false;
            }
        }
        return true;
    }

    /** {@return whether an idle sequence was given up, for the library to have more room} */
    boolean giveUpOne(long nowNanos) {
        Optional<CachedSequence> victim = index.leastValuable(_ -> true, nowNanos);
        victim.ifPresent(this::remove);
        return victim.isPresent();
    }

    /** Takes note of a token that the library has computed. */
    void computed(CachedSequence sequence, int token) {
        index.append(sequence, token);
    }

    /** Keeps a copy of a sequence as it is now, where only that can be reused. */
    void checkpoint(CachedSequence sequence, long nowNanos) {
        int[] tokens = sequence.tokens();
        boolean kept =
                index.sequences().stream()
                        .filter(other -> !other.running() && other.count() == tokens.length)
                        .anyMatch(other -> other.common(tokens, tokens.length) == tokens.length);
        if (!kept && sequence.count() >= CHECKPOINT_TOKENS_MIN) {
            CachedSequence copy = open(sequence, nowNanos);
            copy(new Match(sequence, sequence.count()), copy, nowNanos);
            index.rest(copy, nowNanos);
        }
    }

    /** Keeps the sequence of an answer that has ended. */
    void rest(CachedSequence sequence, long nowNanos) {
        if (sequence.count() == 0) {
            remove(sequence);
            return;
        }
        index.rest(sequence, nowNanos);
        if (rule.givesAnyBeginning()) {
            removeCovered(sequence);
        }
    }

    /** Forgets idle sequences of which another one holds every token: cells that serve nothing. */
    private void removeCovered(CachedSequence rested) {
        int[] tokens = rested.tokens();
        for (CachedSequence other : List.copyOf(index.sequences())) {
            if (other == rested || other.running()) {
                continue;
            }
            int common = other.common(tokens, tokens.length);
            if (common == other.count()) {
                remove(other);
            } else if (common == rested.count()) {
                remove(rested);
                return;
            }
        }
    }

    /** Forgets a sequence. */
    void remove(CachedSequence sequence) {
        forget(sequence);
        index.remove(sequence);
    }

    private void forget(CachedSequence sequence) {
        if (!context.remove(sequence.place(), 0, LlamaContext.END)) {
            throw new IllegalStateException(
                    "sequence %d cannot be emptied".formatted(sequence.place()));
        }
    }

    /** {@return the sequences in the cache, running and idle} */
    List<CachedSequence> sequences() {
        return index.sequences();
    }

    /** {@return what can be reused of a sequence} */
    ReuseRule rule() {
        return rule;
    }
}
