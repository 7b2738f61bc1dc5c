package org.nextgeneration.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.nextgeneration.engine.EngineException.Kind;
import org.nextgeneration.engine.GenerationResult.Finish;
import org.nextgeneration.llama.DecodeResult;
import org.nextgeneration.llama.LlamaBatch;
import org.nextgeneration.llama.LlamaContext;
import org.nextgeneration.llama.LlamaSampler;

/**
 * The answers that have a place, and one decode for all of them. Owned by the decode thread.
 *
 * <p>A decode has the next token of each answer that goes on and a part of each prompt; see {@link
 * BatchPlan}. A prompt that begins like one which is being computed waits for that, and takes it
 * over.
 */
final class DecodeStep implements AutoCloseable {
    private final LlamaContext context;
    private final LlamaBatch batch;
    private final KvCache cache;
    private final DecodeThreads threads;
    private final SamplerThreads samplers;
    private final ChunkChoice chunk;

    /** In the order in which they got their places. */
    private final List<AnswerInProgress> running = new ArrayList<>();

    private final List<WorkerMessage.Report> reports = new ArrayList<>();
    private final List<AnswerInProgress> suspended = new ArrayList<>();
    private int turn;

    /** Answers that may have a place, after the library had no room for more. */
    private int runningMax = Integer.MAX_VALUE;

    /** Begins without answers; context, batch and cache stay the caller's. */
    DecodeStep(
            LlamaContext context,
            LlamaBatch batch,
            KvCache cache,
            DecodeThreads threads,
            SamplerThreads samplers) {
        this.context = context;
        this.batch = batch;
        this.cache = cache;
        this.threads = threads;
        this.samplers = samplers;
        this.chunk = new ChunkChoice(batch.capacity());
    }

    /**
     * What came of a step.
     *
     * @param progress whether anything has changed; else there is nothing to do
     * @param reports what readers are to be told
     * @param suspended answers that had to give up their places, to be given others first
     */
    record Outcome(
            boolean progress,
            List<WorkerMessage.Report> reports,
            List<AnswerInProgress> suspended) {
        /** Copies the lists. */
        Outcome {
            reports = List.copyOf(reports);
            suspended = List.copyOf(suspended);
        }
    }

    /** {@return how many answers have a place} */
    int running() {
        return running.size();
    }

    /** {@return what a prompt token costs to compute, 0 before the first was measured} */
    double nanosPerPromptToken() {
        return chunk.nanosPerToken();
    }

    /** {@return whether the answer got a place} */
    boolean admit(AnswerInProgress answer, long nowNanos) {
        if (running.size() >= runningMax) {
            return false;
        }
        int promised = running.stream().mapToInt(AnswerInProgress::promised).sum();
        answer.takeSaved().ifPresent(saved -> restore(saved, answer, promised, nowNanos));
        int common =
                cache.rule().needsCheckpoints()
                        ? cache.longestCommon(answer.tokens(), answer.length() - 1)
                        : 0;
        Optional<CachedSequence> place =
                cache.admit(answer.tokens(), answer.length(), answer.growth(), promised, nowNanos);
        place.ifPresent(
                sequence -> {
                    answer.resume(sequence, nowNanos);
                    answer.keepAt(common);
                    running.add(answer);
                });
        return place.isPresent();
    }

    /** Brings a saved sequence back if it holds more of a prompt than the cache does. */
    private void restore(
            SavedSequence saved, AnswerInProgress answer, int promised, long nowNanos) {
        try (saved) {
            int present = cache.longestUsable(answer.tokens(), answer.length() - 1);
            if (saved.commonTokens() >= present + KeptSequences.TOKENS_MIN) {
                cache.restore(saved, promised, nowNanos);
                chunk.assume(
                        saved.recomputeSeconds()
                                * TimeUnit.SECONDS.toNanos(1)
                                / saved.tokenCount());
            }
        }
    }

    /** Takes the place of an answer that pauses, if there is one. */
    Optional<AnswerInProgress> suspendPaused(long nowNanos) {
        Optional<AnswerInProgress> paused =
                running.stream().filter(AnswerInProgress::paused).findFirst();
        paused.ifPresent(answer -> suspend(answer, nowNanos));
        return paused;
    }

    private void suspend(AnswerInProgress answer, long nowNanos) {
        running.remove(answer);
        cache.rest(answer.suspend(), nowNanos);
    }

    /** Ends what is not wanted, then decodes once. */
    Outcome run() {
        reports.clear();
        suspended.clear();
        boolean progress = endCancelled();
        int[] planned = plan();
        int tokens = 0;
        for (int part : planned) {
            tokens += part;
        }
        if (tokens > 0) {
            progress = true;
            decode(planned, tokens);
        }
        return new Outcome(progress, reports, suspended);
    }

    private boolean endCancelled() {
        boolean any = false;
        for (int i = running.size() - 1; i >= 0; i--) {
            AnswerInProgress answer = running.get(i);
            if (answer.cancelled()) {
                long nowNanos = System.nanoTime();
                answer.end(Finish.CANCELLED, nowNanos, reports);
                close(answer, nowNanos);
                any = true;
            }
        }
        return any;
    }

    private void close(AnswerInProgress answer, long nowNanos) {
        running.remove(answer);
        runningMax = Integer.MAX_VALUE;
        cache.rest(answer.sequence(), nowNanos);
        answer.close();
    }

    private int[] plan() {
        int[] remaining = new int[running.size()];
        long nowNanos = System.nanoTime();
        for (int i = 0; i < remaining.length; i++) {
            remaining[i] = ready(running.get(i), i, nowNanos);
        }
        turn++;
        int first = remaining.length == 0 ? 0 : turn % remaining.length;
        int beside = 0;
        for (int tokens : remaining) {
            beside += tokens == 1 ? 1 : 0;
        }
        return BatchPlan.of(
                remaining, first, chunk.tokens(beside), chunk.tokensAlone(), batch.capacity());
    }

    /** {@return tokens that an answer may compute now} */
    private int ready(AnswerInProgress answer, int index, long nowNanos) {
        if (answer.paused()) {
            return 0;
        }
        if (answer.following()) {
            answer.reused(
                    cache.catchUp(answer.sequence(), answer.tokens(), answer.length(), nowNanos));
        }
        answer.follow(leads(answer, index));
        return answer.following() ? 0 : stop(answer, index) - answer.sequence().count();
    }

    /** {@return whether an answer that was there before computes what this one begins with} */
    private boolean leads(AnswerInProgress answer, int index) {
        if (answer.remaining() <= BatchPlan.SHARE_TOKENS_MIN) {
            return false;
        }
        for (AnswerInProgress leader : running.subList(0, index)) {
            if (!leader.paused()
                    && leader.remaining() > 1
                    && gains(answer, leader, leader.sequence().count())) {
                return true;
            }
        }
        return false;
    }

    /**
     * {@return whether an answer saves much by waiting for another one to come further than a
     * position}
     */
    private static boolean gains(AnswerInProgress answer, AnswerInProgress leader, int position) {
        int common = common(answer, leader);
        return common > position && common > answer.sequence().count() + BatchPlan.SHARE_TOKENS_MIN;
    }

    /** {@return tokens that two answers have in common, of what the first need not compute} */
    private static int common(AnswerInProgress answer, AnswerInProgress leader) {
        int end = Math.min(answer.length() - 1, leader.length());
        int mismatch = Arrays.mismatch(answer.tokens(), 0, end, leader.tokens(), 0, end);
        return mismatch < 0 ? end : mismatch;
    }

    /**
     * {@return up to where an answer may compute now: to its end, or to the next token where a
     * state is worth keeping}
     */
    private int stop(AnswerInProgress answer, int index) {
        int end = answer.length();
        if (!cache.rule().needsCheckpoints() || !answer.inPrompt()) {
            return end;
        }
        int count = answer.sequence().count();
        int stop = end - 1 > count ? end - 1 : end;
        if (answer.boundary() > count && answer.boundary() < stop) {
            stop = answer.boundary();
        }
        for (AnswerInProgress follower : running.subList(index + 1, running.size())) {
            if (gains(follower, answer, count)) {
                stop = Math.min(stop, common(follower, answer));
            }
        }
        return stop;
    }

    private void decode(int[] planned, int tokens) {
        if (!cache.makeRoom(tokens, System.nanoTime())) {
            suspendLast();
            return;
        }
        fill(planned);
        threads.prepare(tokens);
        long startNanos = System.nanoTime();
        DecodeResult result;
        try {
            result = context.decode(batch);
        } catch (RuntimeException failure) {
            fail(planned, "The model failed: " + failure.getMessage());
            return;
        }
        if (result == DecodeResult.OK) {
            advance(planned, tokens, startNanos);
        } else if (!cache.giveUpOne(System.nanoTime())) {
            // A cache of a sliding window counts its cells in another way than ours, and keeps
            // those that are shared: the others give theirs up until somebody has ended.
            suspendLast();
            runningMax = running.size();
        }
    }

    private void fill(int[] planned) {
        batch.clear();
        for (int i = 0; i < planned.length; i++) {
            AnswerInProgress answer = running.get(i);
            CachedSequence sequence = answer.sequence();
            int end = sequence.count() + planned[i];
            for (int position = sequence.count(); position < end; position++) {
                batch.add(
                        answer.tokens()[position],
                        position,
                        sequence.place(),
                        position == answer.length() - 1);
            }
        }
    }

    private void advance(int[] planned, int tokens, long startNanos) {
        List<AnswerInProgress> ready = new ArrayList<>();
        List<LlamaSampler> choosers = new ArrayList<>();
        int[] indexes = new int[planned.length];
        int last = -1;
        for (int i = 0; i < planned.length; i++) {
            AnswerInProgress answer = running.get(i);
            int from = answer.sequence().count();
            for (int k = 0; k < planned[i]; k++) {
                cache.computed(answer.sequence(), answer.tokens()[from + k]);
            }
            last += planned[i];
            if (planned[i] > 0 && answer.remaining() == 0) {
                indexes[ready.size()] = last;
                ready.add(answer);
                choosers.add(answer.sampler());
            }
        }
        if (ready.isEmpty()) {
            // A card computes while we go on; what it took must be known.
            context.synchronize();
        }
        int[] chosen =
                LlamaSampler.sampleAll(
                        context, choosers, Arrays.copyOf(indexes, ready.size()), samplers);
        long nowNanos = System.nanoTime();
        threads.took(tokens, nowNanos - startNanos);
        chunk.took(tokens, nowNanos - startNanos);
        keepStates(planned, nowNanos);
        for (int i = 0; i < chosen.length; i++) {
            choose(ready.get(i), chosen[i], nowNanos);
        }
    }

    /** Keeps the states at which prompts have stopped for it. */
    private void keepStates(int[] planned, long nowNanos) {
        if (!cache.rule().needsCheckpoints()) {
            return;
        }
        for (int i = 0; i < planned.length; i++) {
            AnswerInProgress answer = running.get(i);
            int count = answer.sequence().count();
            if (planned[i] > 0
                    && answer.inPrompt()
                    && (count == answer.boundary() || count == answer.length() - 1)) {
                cache.checkpoint(answer.sequence(), nowNanos);
            }
        }
    }

    private void choose(AnswerInProgress answer, int token, long nowNanos) {
        if (!answer.choose(token, nowNanos, reports)) {
            close(answer, nowNanos);
        } else if (answer.full()) {
            suspend(answer, nowNanos);
            answer.shift();
            suspended.add(answer);
        }
    }

    /** Takes the place of the answer that got its own last; the first one is never stopped. */
    private void suspendLast() {
        long nowNanos = System.nanoTime();
        AnswerInProgress last = running.getLast();
        if (running.size() == 1) {
            reports.add(
                    new WorkerMessage.Failed(
                            last.id(),
                            Kind.TOO_LARGE,
                            "The cache has no room for token %d of an answer. Load the model with"
                                            .formatted(last.length())
                                    + " a larger context."));
            close(last, nowNanos);
            return;
        }
        running.remove(last);
        cache.remove(last.suspend());
        suspended.add(last);
    }

    /** Ends the answers of a decode that failed; what they had in the cache may be half done. */
    private void fail(int[] planned, String message) {
        List<AnswerInProgress> all = List.copyOf(running);
        for (int i = 0; i < planned.length; i++) {
            if (planned[i] > 0) {
                AnswerInProgress answer = all.get(i);
                reports.add(new WorkerMessage.Failed(answer.id(), Kind.UNUSABLE_MODEL, message));
                running.remove(answer);
                cache.remove(answer.sequence());
                answer.close();
            }
        }
    }

    @Override
    public void close() {
        samplers.close();
    }
}
