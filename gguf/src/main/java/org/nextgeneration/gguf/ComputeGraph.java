package org.nextgeneration.gguf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * How much memory a model's largest computation takes. Its graph is sketched from the tensors that
 * each layer has, layers that are like one before left out, and the memory is given out as libllama
 * does it ({@code graph_reserve} in {@code llama-context.cpp} of llama.cpp v0.5.0).
 *
 * @param layers their tensors
 * @param memories what each keeps
 * @param kinds for each a number, equal where they compute the same
 * @param embedding numbers per token between layers
 * @param vocabulary tokens that an output weighs
 * @param expertsUsed experts that one token uses
 * @param keyLength numbers per key and head
 * @param valueLength numbers per value and head
 * @param positions numbers that tell where a token stands
 * @param picksLate whether the tokens that are asked for are picked after the last layer only
 * @param compressed whether the values are part of the keys
 * @param oldFirst whether a layer's result is added over what was before
 * @param windowTokens how far back limited layers look
 */
record ComputeGraph(
        List<LayerTensors> layers,
        List<LayerMemory> memories,
        List<Integer> kinds,
        long embedding,
        long vocabulary,
        int expertsUsed,
        int keyLength,
        int valueLength,
        int positions,
        boolean picksLate,
        boolean compressed,
        boolean oldFirst,
        int windowTokens) {
    private static final int ALIGNMENT_HOST = 64;
    private static final int ALIGNMENT_CARD = 128;
    private static final int MASK_NUMBER_BYTES = 2;
    private static final int CELL_ID_BYTES = 8;
    private static final int UNPACKED_NUMBER_BYTES = 2;

    /** Rotations are for heads of a multiple of this. Source: {@code llama-kv-cache.cpp}. */
    private static final int ROTATED_UNIT = 64;

    private static final Set<String> PICKS_LATE =
            Set.of("qwen35", "qwen35moe", "qwen3next", "qwen4exp");

    private static final Set<String> ADDS_TO_OLD = Set.of("lfm2", "lfm2moe");

    /** {@return the graph of a model} */
    static ComputeGraph of(
            ArchitectureKeys keys,
            ModelShape shape,
            List<LayerTensors> layers,
            List<LayerMemory> memories,
            long vocabulary,
            int windowTokens) {
        boolean sections = keys.numbers("rope.dimension_sections").isPresent();
        return new ComputeGraph(
                layers,
                memories,
                kinds(layers, memories),
                shape.embeddingLength(),
                vocabulary,
                shape.expertsUsed(),
                shape.keyLength(),
                shape.valueLength(),
                sections ? 4 : 1,
                PICKS_LATE.contains(keys.architecture()),
                layers.stream().anyMatch(layer -> layer.has("attn_k_b")),
                ADDS_TO_OLD.contains(keys.architecture()),
                windowTokens);
    }

    /** {@return cells of the limited layers' cache} */
    int windowCells(MemorySettings settings) {
        long wanted =
                (long) windowTokens * settings.places()
                        + Math.min(settings.cells(), settings.microBatchTokens());
        long cells = Math.min(settings.paddedCells(), wanted);
        return Math.toIntExact(
                (cells + MemorySettings.CELLS_UNIT - 1)
                        / MemorySettings.CELLS_UNIT
                        * MemorySettings.CELLS_UNIT);
    }

    /**
     * {@return bytes for what the computation is given, which is always in the machine's memory}
     */
    long inputBytes(MemorySettings settings) {
        ComputeTape tape = new ComputeTape(ALIGNMENT_HOST);
        Inputs inputs = inputs(tape, settings);
        var _ = tape.result(ComputeSketch.bytes(embedding * tokens(settings)), inputs.tokens);
        return tape.peakBytes();
    }

    /** {@return bytes where the first layers are computed, and the output if they are all} */
    long hostBytes(MemorySettings settings, int layerCount, boolean withOutput) {
        ComputeTape tape = new ComputeTape(ALIGNMENT_HOST);
        Inputs inputs = inputs(tape, settings);
        ComputeSketch sketch = sketch(tape, settings);
        sketch.stream = sketch.make(embedding, inputs.tokens);
        write(sketch, inputs, settings, layerCount, withOutput, false);
        return tape.peakBytes();
    }

    /** {@return bytes where every layer is computed on a card} */
    long cardBytes(MemorySettings settings) {
        ComputeTape tape = new ComputeTape(ALIGNMENT_CARD);
        Inputs inputs = cardInputs(tape, settings);
        ComputeSketch sketch = sketch(tape, settings);
        sketch.stream = inputs.tokens;
        write(sketch, inputs, settings, layers.size(), true, true);
        return tape.peakBytes();
    }

    /** What the computation is given. */
    private record Inputs(
            int tokens,
            int outputIds,
            int stateIds,
            int cellIds,
            int mask,
            int windowCellIds,
            int windowMask,
            int keyRotation,
            int valueRotation) {}

    private static long tokens(MemorySettings settings) {
        return settings.computedTokens();
    }

    private ComputeSketch sketch(ComputeTape tape, MemorySettings settings) {
        return new ComputeSketch(
                tape, tokens(settings), settings.places(), settings.computedOutputs(), embedding);
    }

    private Inputs inputs(ComputeTape tape, MemorySettings settings) {
        int tokens = tape.input(ComputeSketch.bytes(tokens(settings)));
        // Vectors instead of tokens, as images give them; the place is always made.
        var _ = tape.input(ComputeSketch.bytes(Math.multiplyExact(embedding, tokens(settings))));
        return inputs(tape, settings, tokens);
    }

    private Inputs cardInputs(ComputeTape tape, MemorySettings settings) {
        int stream =
                tape.input(ComputeSketch.bytes(Math.multiplyExact(embedding, tokens(settings))));
        return inputs(tape, settings, stream);
    }

    private Inputs inputs(ComputeTape tape, MemorySettings settings, int tokens) {
        long count = tokens(settings);
        boolean wide = false;
        boolean limited = false;
        boolean states = false;
        for (LayerMemory memory : memories) {
            wide |= memory.keyNumbers() > 0 && !memory.limited();
            limited |= memory.keyNumbers() > 0 && memory.limited();
            states |= hasState(memory);
        }
        // A text encoder sees its tokens at once and keeps none: build_attn_inp_no_cache.
        boolean encodes =
                !wide
                        && !limited
                        && !states
                        && layers.stream().anyMatch(layer -> layer.has("attn_output"));
        long seen = encodes ? count : settings.paddedCells();
        long seenBehindWindow = encodes ? count : windowCells(settings);
        boolean quantized = settings.cacheType() != KvCacheType.F16 && !compressed;
        var _ = tape.input(ComputeSketch.bytes(count * positions));
        if (quantized && wide && limited) {
            // The other cache has rotations of its own.
            var _ = rotation(tape, keyLength, true);
            var _ = rotation(tape, valueLength, false);
        }
        int outputIds = tape.input(ComputeSketch.bytes(settings.computedOutputs()));
        return new Inputs(
                tokens,
                outputIds,
                states ? tape.input(ComputeSketch.bytes(settings.places())) : outputIds,
                wide ? tape.input(2 * CELL_ID_BYTES * count) : outputIds,
                wide || encodes ? mask(tape, count, seen) : outputIds,
                limited ? tape.input(2 * CELL_ID_BYTES * count) : outputIds,
                limited || (encodes && windowTokens > 0)
                        ? mask(tape, count, seenBehindWindow)
                        : outputIds,
                quantized ? rotation(tape, keyLength, true) : AttentionSketch.NONE,
                quantized ? rotation(tape, valueLength, false) : AttentionSketch.NONE);
    }

    private static int mask(ComputeTape tape, long tokens, long cells) {
        return tape.input(
                Math.multiplyExact(Math.multiplyExact(tokens, cells), (long) MASK_NUMBER_BYTES));
    }

    private static int rotation(ComputeTape tape, int length, boolean largest) {
        if (length == 0 || length % ROTATED_UNIT != 0) {
            return AttentionSketch.NONE;
        }
        long size = largest ? Integer.lowestOneBit(length) : ROTATED_UNIT;
        return tape.input(ComputeSketch.bytes(size * size));
    }

    private static boolean hasState(LayerMemory memory) {
        return memory.convolutionNumbers() > 0 || memory.stateNumbers() > 0;
    }

    private void write(
            ComputeSketch sketch,
            Inputs inputs,
            MemorySettings settings,
            int layerCount,
            boolean withOutput,
            boolean onCard) {
        for (int layer : distinct(layerCount)) {
            boolean picks = withOutput && layer == layerCount - 1 && !picksLate;
            writeLayer(sketch, inputs, settings, layer, picks, onCard);
        }
        sketch.finishLayer();
        if (!withOutput) {
            return;
        }
        int normed = sketch.make(embedding, sketch.stream);
        if (picksLate) {
            sketch.tokens = sketch.outputs;
            normed = sketch.make(embedding, normed, inputs.outputIds);
        }
        var _ = sketch.make(vocabulary, normed);
    }

    private void writeLayer(
            ComputeSketch sketch,
            Inputs inputs,
            MemorySettings settings,
            int layer,
            boolean picks,
            boolean onCard) {
        LayerMemory memory = memories.get(layer);
        LayerTensors tensors = layers.get(layer);
        boolean attends = tensors.has("attn_output") && !(hasState(memory) && !both(memory));
        IntSupplier mixed;
        if (attends) {
            int seen = attention(sketch, inputs, settings, layer, onCard).write();
            mixed = () -> seen;
        } else if (hasState(memory)) {
            mixed = new StateSketch(sketch, tensors, memory, inputs.stateIds).write();
        } else {
            // A layer that only feeds forward.
            sketch.finishLayer();
            new FeedForwardSketch(sketch, tensors, expertsUsed, oldFirst).write();
            return;
        }
        if (both(memory)) {
            IntSupplier state = new StateSketch(sketch, tensors, memory, inputs.stateIds).write();
            IntSupplier attention = mixed;
            mixed = () -> sketch.over(embedding, attention.getAsInt(), state.getAsInt());
        }
        IntSupplier result = mixed;
        sketch.tail(
                () -> {
                    int out = result.getAsInt();
                    if (picks) {
                        out = sketch.pickOutputs(out, inputs.outputIds);
                    }
                    sketch.add(out, oldFirst);
                    new FeedForwardSketch(sketch, tensors, expertsUsed, oldFirst).write();
                });
    }

    private static boolean both(LayerMemory memory) {
        return hasState(memory) && memory.keyNumbers() > 0;
    }

    private AttentionSketch attention(
            ComputeSketch sketch,
            Inputs inputs,
            MemorySettings settings,
            int layer,
            boolean onCard) {
        LayerMemory memory = memories.get(layer);
        boolean limited = memory.limited();
        long cells = limited ? windowCells(settings) : settings.paddedCells();
        boolean unpacks = onCard && settings.cacheType() != KvCacheType.F16;
        return new AttentionSketch(
                sketch,
                layers.get(layer),
                memory,
                limited ? inputs.windowMask : inputs.mask,
                limited ? inputs.windowCellIds : inputs.cellIds,
                inputs.keyRotation,
                inputs.valueRotation,
                unpacks
                        ? Math.multiplyExact(
                                (memory.keyNumbers() + memory.valueNumbers())
                                        * UNPACKED_NUMBER_BYTES,
                                cells)
                        : 0);
    }

    /** Layers that differ from those before, or follow another kind; and the last. */
    private List<Integer> distinct(int layerCount) {
        boolean[] seen = new boolean[(kinds.size() + 1) * (kinds.size() + 1)];
        List<Integer> chosen = new ArrayList<>();
        int before = kinds.size();
        for (int layer = 0; layer < layerCount; layer++) {
            int kind = kinds.get(layer);
            int pair = before * kinds.size() + kind;
            if (!seen[pair] || layer == layerCount - 1) {
                chosen.add(layer);
            }
            seen[pair] = true;
            before = kind;
        }
        return chosen;
    }

    /** {@return for each layer a number below their count, equal where they compute the same} */
    private static List<Integer> kinds(List<LayerTensors> layers, List<LayerMemory> memories) {
        Map<String, Integer> numbers = new HashMap<>();
        List<Integer> kinds = new ArrayList<>(layers.size());
        for (int layer = 0; layer < layers.size(); layer++) {
            String signature = layers.get(layer).signature() + memories.get(layer).signature();
            Integer known = numbers.putIfAbsent(signature, numbers.size());
            kinds.add(known == null ? numbers.size() - 1 : known);
        }
        return List.copyOf(kinds);
    }
}
