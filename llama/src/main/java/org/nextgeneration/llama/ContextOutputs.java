package org.nextgeneration.llama;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.BitSet;

/**
 * Reads what the last batch of a context gave. The library ends the process over an index without
 * output, so it is known here which have one. Used inside {@link LlamaContext} only, which lets one
 * thread in.
 */
@SuppressWarnings("restricted") // The library gives outputs without their length.
final class ContextOutputs {
    private final ContextFunctions functions;
    private final ContextShape shape;
    private final boolean embeddings;
    private final BitSet present = new BitSet();

    ContextOutputs(ContextFunctions functions, ContextShape shape, boolean embeddings) {
        this.functions = functions;
        this.shape = shape;
        this.embeddings = embeddings;
    }

    void clear() {
        present.clear();
    }

    /** A context for embeddings gives an output for every token. */
    void took(LlamaBatch batch) {
        if (embeddings) {
            present.set(0, batch.size());
        } else {
            present.or(batch.wanted());
        }
    }

    void requireLogits(int batchIndex) {
        if (embeddings) {
            throw new IllegalStateException(
                    "context: found one that gives vectors, expected one that gives logits");
        }
        requirePresent(batchIndex);
    }

    /** Has the library wait for the device and sort its outputs, which it does when first asked. */
    void arrange(MemorySegment context, int[] batchIndexes) {
        if (batchIndexes.length > 0) {
            MemorySegment _ = functions.logits.pointer(context, batchIndexes[0]);
        }
    }

    float[] logits(MemorySegment context, int batchIndex) {
        requireLogits(batchIndex);
        return floats(functions.logits.pointer(context, batchIndex), shape.vocabularySize());
    }

    float[] embedding(MemorySegment context, int batchIndex) {
        requireEmbeddings(false);
        requirePresent(batchIndex);
        return floats(functions.embedding.pointer(context, batchIndex), shape.outputLength());
    }

    float[] sequenceEmbedding(MemorySegment context, int sequence) {
        requireEmbeddings(true);
        MemorySegment vector = functions.sequenceEmbedding.pointer(context, sequence);
        if (vector.equals(MemorySegment.NULL)) {
            throw new IllegalArgumentException(
                    "sequence: found %d, expected one of the last batch".formatted(sequence));
        }
        return floats(vector, shape.pooledLength());
    }

    private void requireEmbeddings(boolean pooled) {
        if (!embeddings) {
            throw new IllegalStateException(
                    "context: found one that gives logits, expected one that gives vectors");
        }
        if (shape.pools() != pooled) {
            String each = "a vector for each ";
            throw new IllegalStateException(
                    "context: found one that gives %s%s, expected %s%s"
                            .formatted(
                                    each,
                                    shape.pools() ? "sequence" : "token",
                                    each,
                                    pooled ? "sequence" : "token"));
        }
    }

    private void requirePresent(int batchIndex) {
        if (batchIndex < 0 || !present.get(batchIndex)) {
            throw new IllegalArgumentException(
                    "batchIndex: found %d, expected one of the last batch that wanted output: %s"
                            .formatted(batchIndex, present));
        }
    }

    private static float[] floats(MemorySegment pointer, int count) {
        if (pointer.equals(MemorySegment.NULL)) {
            throw new LlamaException(
                    "libllama: found no output after a successful decode, expected %d numbers. The"
                                    .formatted(count)
                            + " model may not support this kind of context.");
        }
        return pointer.reinterpret(count * JAVA_FLOAT.byteSize()).toArray(JAVA_FLOAT);
    }
}
