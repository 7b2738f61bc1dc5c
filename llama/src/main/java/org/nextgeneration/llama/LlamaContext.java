package org.nextgeneration.llama;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/**
 * Sequences of tokens that a model has read, and what it makes of them.
 *
 * <p>One thread at a time; a second one is turned away with {@link IllegalStateException}, except
 * by {@link #requestAbort}, {@link #clearAbort}, the sizes and {@link #close}, which any thread may
 * call. A close during a decode takes effect when that returns.
 */
public final class LlamaContext implements AutoCloseable {
    /** Stands for the end of a sequence in a range of positions. */
    public static final int END = SequenceMemory.END;

    /** Longest part of a saved sequence that a {@link StateSink} gets, in bytes. */
    public static final int STATE_PART_BYTES = SequenceState.PART_BYTES;

    private final LlamaModel model;
    private final ContextFunctions functions;
    private final LogRelay log;
    private final NativeResource resource;
    private final ContextShape shape;
    private final ContextOutputs outputs;
    private final SequenceMemory memory;
    private final SequenceState state;
    private final AbortFlag abort;
    private final boolean abortable;

    /** Whether there is something for a decoder to look at. Guarded by {@link #resource}. */
    private boolean encoded;

    private LlamaContext(LlamaModel model, ContextParameters parameters, NativeContext made) {
        MemorySegment address = made.address();
        this.model = model;
        this.abort = made.abort();
        this.abortable = parameters.abortable();
        this.functions = model.library().contextFunctions();
        this.log = model.library().log();
        this.shape = ContextShape.of(model, parameters, functions, address);
        this.outputs = new ContextOutputs(functions, shape, parameters.embeddings());
        this.memory = new SequenceMemory(functions, shape, address);
        this.state = new SequenceState(functions, shape, log, memory, model.isRecurrent());
        this.resource =
                new NativeResource(
                        "context of " + model.file(),
                        address,
                        NativeResource.Sharing.EXCLUSIVE,
                        freed -> {
                            functions.free.call(freed);
                            made.arena().close();
                            model.resource().release();
                        });
    }

    /**
     * Makes a context.
     *
     * @param model stays in memory until the context is closed
     * @param parameters how large, and what for
     * @throws LlamaException if libllama cannot make it, most often for want of memory; ends with
     *     the last complaints of the library
     * @throws IllegalStateException if the model is closed, or only its vocabulary was loaded
     */
    public static LlamaContext create(LlamaModel model, ContextParameters parameters) {
        if (model.parameters().vocabularyOnly()) {
            throw new IllegalStateException(
                    "%s: found only the vocabulary loaded, expected the whole model"
                            .formatted(model.file()));
        }
        return NativeContext.make(
                model, parameters, made -> new LlamaContext(model, parameters, made));
    }

    /** {@return the model that it was made from} */
    public LlamaModel model() {
        return model;
    }

    /**
     * {@return tokens that the cache holds, of all sequences together, as the library rounded it}
     */
    public int contextTokens() {
        return shape.contextTokens();
    }

    /** {@return tokens that one sequence may hold} */
    public int contextTokensPerSequence() {
        return shape.sequenceTokens();
    }

    /** {@return most tokens of one batch} */
    public int batchTokens() {
        return shape.batchTokens();
    }

    /** {@return most tokens that are computed at once} */
    public int microBatchTokens() {
        return shape.microBatchTokens();
    }

    /** {@return most sequences at a time; their numbers go from 0 to one less} */
    public int sequences() {
        return shape.sequences();
    }

    /** {@return how vectors become one: never {@link Pooling#MODEL}, but what that came to} */
    public Pooling pooling() {
        return shape.pooling();
    }

    /**
     * Reads a batch, continuing its sequences.
     *
     * @param batch at least one token; positions must continue what the cache holds
     * @return how it went; after anything but {@link DecodeResult#OK} there are no outputs
     * @throws IllegalArgumentException if the batch does not fit this context: too long, unknown
     *     tokens or sequences, positions that do not follow
     * @throws IllegalStateException if the model has an encoder that has not run, or was loaded
     *     with {@link ModelParameters#dryRun}, as in every method that computes or restores
     * @throws LlamaException if the computation failed; ask {@link #maxPosition} how far it came
     */
    public DecodeResult decode(LlamaBatch batch) {
        return resource.use(
                address -> {
                    if (shape.encodesFirst() && !encoded) {
                        throw new IllegalStateException(
                                "%s: found nothing encoded, expected encode before decode"
                                        .formatted(model.file()));
                    }
                    return compute(functions.decode, address, batch, shape.batchTokens());
                });
    }

    /**
     * Has the encoder read a whole text.
     *
     * @param batch at most {@link #microBatchTokens} tokens
     * @return how it went
     * @throws IllegalArgumentException if the batch does not fit this context
     * @throws IllegalStateException if the model has no encoder
     * @throws LlamaException if the computation failed
     */
    public DecodeResult encode(LlamaBatch batch) {
        return resource.use(
                address -> {
                    if (!shape.encodes()) {
                        throw new IllegalStateException(
                                "%s: found a model without encoder, expected one with; use decode"
                                        .formatted(model.file()));
                    }
                    DecodeResult result =
                            compute(functions.encode, address, batch, shape.microBatchTokens());
                    encoded = result == DecodeResult.OK;
                    return result;
                });
    }

    private DecodeResult compute(
            NativeFunction function, MemorySegment address, LlamaBatch batch, int tokensMax) {
        requireMemoryTaken();
        MemorySegment struct = batch.struct();
        Requirement.range("batch: tokens", batch.size(), 1, tokensMax);
        Requirement.range("batch: token", batch.maxToken(), 0, shape.vocabularySize() - 1L);
        Requirement.range("batch: sequence", batch.maxSequence(), 0, shape.sequences() - 1L);
        outputs.clear();
        if (abort.isRaised()) {
            return DecodeResult.ABORTED;
        }
        log.forget();
        int code = function.integer(address, struct);
        return switch (code) {
            case 0 -> {
                outputs.took(batch);
                yield DecodeResult.OK;
            }
            case 1 -> DecodeResult.NO_ROOM;
            case 2 -> DecodeResult.ABORTED;
            case -1 ->
                    throw new IllegalArgumentException(
                            "batch: libllama refuses it: %s".formatted(log.complaints()));
            default ->
                    throw new LlamaException(
                            "%s: libllama failed with code %d on a batch of %d tokens: %s. Try"
                                            .formatted(
                                                    model.file(),
                                                    code,
                                                    batch.size(),
                                                    log.complaints())
                                    + " again with a smaller batch or context.");
        };
    }

    /**
     * Stops the decode that runs now within one operation, and every later one at once, until
     * {@link #clearAbort}. Any thread. Where the device cannot be stopped it takes effect at the
     * next decode.
     *
     * @throws IllegalStateException if the context was made without {@link
     *     ContextParameters#withAbort}
     */
    public void requestAbort() {
        if (!abortable) {
            throw new IllegalStateException(
                    "context of %s: found one that cannot be stopped, expected one made with"
                                    .formatted(model.file())
                            + " ContextParameters.withAbort");
        }
        abort.raise();
    }

    /** Lets decodes run again. Any thread. */
    public void clearAbort() {
        abort.lower();
    }

    /**
     * {@return the logits of every token of the vocabulary, a copy}
     *
     * @param batchIndex index in the last batch of a token that wanted output
     * @throws IllegalArgumentException if it gave none
     * @throws IllegalStateException if the context gives vectors instead
     */
    public float[] logits(int batchIndex) {
        return resource.use(address -> outputs.logits(address, batchIndex));
    }

    /** Runs something that reads the logits after a token of the last batch. */
    int useLogits(int batchIndex, ToIntFunction<MemorySegment> action) {
        return resource.useForInt(
                address -> {
                    outputs.requireLogits(batchIndex);
                    return action.applyAsInt(address);
                });
    }

    /** Runs something that reads the logits after several tokens, from several threads perhaps. */
    void useLogits(int[] batchIndexes, Consumer<MemorySegment> action) {
        resource.run(
                address -> {
                    for (int batchIndex : batchIndexes) {
                        outputs.requireLogits(batchIndex);
                    }
                    outputs.arrange(address, batchIndexes);
                    action.accept(address);
                });
    }

    int vocabularySize() {
        return shape.vocabularySize();
    }

    /**
     * {@return the vector of one token, a copy}
     *
     * @param batchIndex index in the last batch
     * @throws IllegalArgumentException if there was no such token
     * @throws IllegalStateException if the context gives logits, or a vector for each sequence
     */
    public float[] embedding(int batchIndex) {
        return resource.use(address -> outputs.embedding(address, batchIndex));
    }

    /**
     * {@return the vector of one sequence of the last batch, a copy; for {@link Pooling#RANK} a
     * score for each class}
     *
     * @param sequence its number
     * @throws IllegalArgumentException if the last batch had no such sequence
     * @throws IllegalStateException if the context gives logits, or a vector for each token
     */
    public float[] sequenceEmbedding(int sequence) {
        return resource.use(address -> outputs.sequenceEmbedding(address, sequence));
    }

    /** Forgets every sequence. */
    public void clear() {
        resource.run(_ -> memory.clear());
    }

    /**
     * Forgets a part of a sequence.
     *
     * @param sequence its number
     * @param from first position to forget
     * @param to position after the last one, or {@link #END}
     * @return whether it was done; a recurrent model can only forget a whole sequence
     * @throws IllegalArgumentException if there is no such sequence or range
     */
    public boolean remove(int sequence, int from, int to) {
        return resource.use(_ -> memory.remove(sequence, from, to));
    }

    /**
     * Lets a sequence begin with a part of another, without computing it again.
     *
     * @param source sequence to copy from
     * @param target sequence that gets it
     * @param from first position
     * @param to position after the last one, or {@link #END}
     * @throws IllegalArgumentException if there is no such sequence or range, or the cache is not
     *     unified and the range is not the whole
     */
    public void copy(int source, int target, int from, int to) {
        resource.run(_ -> memory.copy(source, target, from, to));
    }

    /** Forgets every sequence but one. */
    public void keep(int sequence) {
        resource.run(_ -> memory.keep(sequence));
    }

    /** {@return the first position of a sequence that is in the cache, or -1 if none is} */
    public int minPosition(int sequence) {
        return resource.useForInt(_ -> memory.minPosition(sequence));
    }

    /** {@return the last position of a sequence that is in the cache, or -1 if none is} */
    public int maxPosition(int sequence) {
        return resource.useForInt(_ -> memory.maxPosition(sequence));
    }

    /** {@return the bytes that {@link #saveSequence} would give} */
    public long sequenceStateBytes(int sequence) {
        return resource.use(address -> state.bytes(address, sequence));
    }

    /**
     * Hands over what is known of a sequence, to be restored later. Takes as much native memory as
     * it has bytes until it returns.
     *
     * @param sequence its number
     * @param sink gets every byte once, in order; must not use this context
     * @return how many bytes there were
     * @throws LlamaException if there is not so much memory
     * @throws IOException if the sink threw it
     */
    public long saveSequence(int sequence, StateSink sink) throws IOException {
        MemorySegment address = resource.acquire();
        try {
            return state.save(address, sequence, sink);
        } finally {
            resource.release();
        }
    }

    /**
     * Puts a saved sequence in place of one. The file is mapped, so that it costs no memory but the
     * system's cache; for the same reason nobody may cut it short meanwhile, which would end this
     * process.
     *
     * @param sequence its number; need not be the one that was saved
     * @param channel a file, open for reading
     * @param offset where the state begins in it
     * @param bytes how long it is
     * @throws LlamaException if the file is too short, or the state is not from {@link
     *     #saveSequence} of the same model and version, and of a context with the same cache
     *     (types, and either unified or divided among as many sequences), or there is no room; the
     *     sequence is empty then
     */
    public void restoreSequence(int sequence, FileChannel channel, long offset, long bytes) {
        requireMemoryTaken();
        resource.run(address -> state.restore(address, sequence, channel, offset, bytes));
    }

    /** The library would write to addresses that nothing lies at. */
    private void requireMemoryTaken() {
        if (model.parameters().dryRun()) {
            throw new IllegalStateException(
                    "context of %s: found a model of a dry run, expected one in memory"
                            .formatted(model.file()));
        }
    }

    /** Waits until what was decoded has been computed; asking for outputs waits too. */
    public void synchronize() {
        resource.run(functions.synchronize::call);
    }

    /** Changes the number of CPU threads, for one token at a time and for several. */
    public void setThreads(int threads, int batchThreads) {
        Requirement.range("threads", threads, 1, ContextParameters.THREADS_MAX);
        Requirement.range("batchThreads", batchThreads, 1, ContextParameters.THREADS_MAX);
        resource.run(address -> functions.threads.call(address, threads, batchThreads));
    }

    /** Frees the context once nothing uses it. Does nothing when called again. */
    @Override
    public void close() {
        resource.close();
    }
}
