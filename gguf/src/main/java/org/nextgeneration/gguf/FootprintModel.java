package org.nextgeneration.gguf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Predicts how much memory a model will take, from its header alone. It follows what libllama
 * v0.5.0 does with one card or none. Immutable; any thread.
 *
 * <p>Where some layers are on a card and some are not, the card also computes for the others and
 * takes a copy of one tensor at a time; that part is an upper estimate.
 */
public final class FootprintModel {
    private static final int OUTPUT_NUMBER_BYTES = 4;

    private final WeightPlacement weights;
    private final List<LayerMemory> memories;
    private final ComputeGraph graph;
    private final int layers;
    private final long vocabulary;
    private final long weightBytes;

    private FootprintModel(List<GgufFile> parts, Processor processor) {
        GgufFile first = parts.getFirst();
        ModelFacts facts = ModelFacts.of(parts);
        ModelShape shape =
                facts.shape()
                        .orElseThrow(
                                () ->
                                        first.metadata()
                                                .failure(
                                                        ModelFacts.ARCHITECTURE_KEY,
                                                        facts.kind().toString(),
                                                        "a model that is loaded by itself",
                                                        "Name the model that it belongs to."));
        ArchitectureKeys keys = new ArchitectureKeys(first.metadata(), facts.architecture());
        WindowPattern windows = WindowPattern.of(keys, shape.layers());
        this.layers = shape.layers();
        this.memories = LayerMemory.of(keys, shape, windows);
        this.weights = WeightPlacement.of(parts, memories.size(), processor);
        this.vocabulary = facts.vocabularySize();
        this.weightBytes = facts.weightBytes();
        this.graph =
                ComputeGraph.of(
                        keys,
                        shape,
                        LayerTensors.of(parts, memories.size()),
                        memories,
                        vocabulary,
                        windows.tokens());
    }

    /**
     * Reads a model's header and, if it is the first part of a split model, the other parts'.
     *
     * @throws GgufFormatException if a part is no GGUF file, or the facts are impossible
     * @throws IOException if a part does not exist or cannot be read
     */
    public static FootprintModel read(Path firstFile) throws IOException {
        return of(ModelFacts.readParts(firstFile));
    }

    /**
     * {@return the predictor for a model of these files on this machine}
     *
     * @param parts all of them, in order; at least one
     * @throws GgufFormatException if the facts are impossible, or it is no model
     */
    public static FootprintModel of(List<GgufFile> parts) {
        return of(parts, Processor.of(System.getProperty("os.arch", "")));
    }

    /**
     * {@return the same on a machine with another processor} Pure.
     *
     * @param parts all of them, in order; at least one
     * @param processor what computes where no card does
     * @throws GgufFormatException if the facts are impossible, or it is no model
     */
    public static FootprintModel of(List<GgufFile> parts, Processor processor) {
        return new FootprintModel(List.copyOf(parts), processor);
    }

    /**
     * {@return what a load with these settings takes}
     *
     * @throws ArithmeticException if it is more than 2^63 bytes, or computes more than any model
     *     does: the header is damaged or hostile
     * @throws IllegalArgumentException if the type of the cache is none of {@link #cacheTypes}
     */
    public Footprint predict(MemorySettings settings) {
        int onCard = cardLayers(settings);
        int onHost = hostLayers(onCard);
        return new Footprint(
                onCard == 0
                        ? Footprint.Memory.NONE
                        : card(settings, onHost, graph.cardBytes(settings)),
                host(settings, onHost, onCard == 0));
    }

    /** {@return what the cache can store its numbers as: what every layer's rows are blocks of} */
    public Set<KvCacheType> cacheTypes() {
        return Arrays.stream(KvCacheType.values())
                .filter(type -> memories.stream().allMatch(memory -> memory.suits(type)))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(KvCacheType.class)));
    }

    /** {@return bytes of all weights in the model's files} */
    public long weightBytes() {
        return weightBytes;
    }

    /**
     * {@return the most layers on the card, the output counted as one, with which the model fits;
     * -1 if it never does}
     *
     * @param settings all but the layers
     * @param cardBytes that may be taken of the card
     * @param hostBytes that may be taken of the machine's memory
     * @throws ArithmeticException as {@link #predict} does
     */
    public int mostCardLayers(MemorySettings settings, long cardBytes, long hostBytes) {
        // What a card computes with is the same for any number of layers, and slow to find.
        long computeBytes = graph.cardBytes(settings);
        int most = layers + 1;
        while (most > 0
                && card(settings, hostLayers(most), computeBytes).totalBytes() > cardBytes) {
            most--;
        }
        // Fewer would only take more of the machine's memory.
        Footprint.Memory host = host(settings, hostLayers(most), most == 0);
        return host.totalBytes() <= hostBytes ? most : -1;
    }

    /**
     * {@return bytes that the processor reads from the mapped file where no card is used; the rest
     * it keeps in an order of its own}
     */
    public long mappedBytes() {
        return hostWeights(memories.size(), true) - weights.repackedBytes();
    }

    private int cardLayers(MemorySettings settings) {
        int asked = settings.cardLayers();
        return asked == MemorySettings.ALL_LAYERS ? layers + 1 : Math.min(asked, layers + 1);
    }

    /** {@return the layers that stay} The output goes to the card first, then the last layers. */
    private int hostLayers(int onCard) {
        return Math.min(onCard == 0 ? memories.size() : layers + 1 - onCard, memories.size());
    }

    private Footprint.Memory card(MemorySettings settings, int onHost, long computeBytes) {
        long copiedBytes = onHost == 0 ? 0 : weights.largestLayerTensorBytes();
        return new Footprint.Memory(
                cardWeights(onHost),
                cacheBytes(settings, onHost, memories.size()),
                Math.addExact(computeBytes, copiedBytes));
    }

    private Footprint.Memory host(MemorySettings settings, int onHost, boolean withOutput) {
        long outputBytes =
                Math.multiplyExact(
                        Math.multiplyExact(vocabulary, (long) settings.places()),
                        (long) OUTPUT_NUMBER_BYTES);
        return new Footprint.Memory(
                hostWeights(onHost, withOutput),
                cacheBytes(settings, 0, onHost),
                Math.addExact(
                        outputBytes,
                        onHost == 0
                                ? graph.inputBytes(settings)
                                : graph.hostBytes(settings, onHost, withOutput)));
    }

    private long cardWeights(int firstLayer) {
        return sum(weights.layerBytes(), firstLayer, memories.size())
                + weights.outputBytes()
                + weights.tiedBytes();
    }

    private long hostWeights(int layerCount, boolean withOutput) {
        return weights.inputBytes()
                + sum(weights.layerHostBytes(), 0, layerCount)
                + (withOutput ? weights.outputHostBytes() + weights.repackedTiedBytes() : 0);
    }

    private long cacheBytes(MemorySettings settings, int from, int to) {
        long bytes = 0;
        for (LayerMemory memory : memories.subList(from, to)) {
            long cells = memory.limited() ? graph.windowCells(settings) : settings.paddedCells();
            bytes = Math.addExact(bytes, cacheBytes(settings, memory, cells));
        }
        return bytes;
    }

    private static long cacheBytes(MemorySettings settings, LayerMemory memory, long cells) {
        KvCacheType type = settings.cacheType();
        long perCell =
                type.bytes(memory.keyNumbers())
                        + type.bytes(memory.valueNumbers())
                        + type.bytes(memory.indexNumbers());
        long perPlace =
                Math.multiplyExact(
                        memory.convolutionNumbers() + memory.stateNumbers(),
                        (long) LayerMemory.STATE_NUMBER_BYTES);
        return Math.addExact(
                Math.multiplyExact(perCell, cells),
                Math.multiplyExact(perPlace, (long) settings.places()));
    }

    private static long sum(List<Long> values, int from, int to) {
        long sum = 0;
        for (long value : values.subList(from, to)) {
            sum = Math.addExact(sum, value);
        }
        return sum;
    }
}
