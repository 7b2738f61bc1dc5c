package org.nextgeneration.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nextgeneration.gguf.GgufFile;
import org.nextgeneration.gguf.ModelFacts;
import org.nextgeneration.gguf.TensorInfo;
import org.nextgeneration.gguf.TensorType;

/**
 * What libllama says in its log of a dry run beside what {@link LoadLog} reads. Its buffers for
 * weights and for keys and values have no bytes then, so those are counted from where it puts each
 * layer: its log tells that, and how large each cache is in all. Any thread may call any method.
 *
 * <p>A weight counts once, where it lies. What a real load reports for the processor can be more: a
 * mapping spans the whole file from its first weight to its last, and weights that are laid out
 * anew for the processor are in memory beside the file's pages.
 */
final class DryRunLog {
    /** More than any model has layers, and than any has caches. */
    private static final int LINES_MAX = 65_536;

    private static final String PROCESSOR = "CPU";
    private static final double BYTES_PER_MEBIBYTE = 1 << 20;

    // "load_tensors: layer %3d assigned to device %s, is_swa = %d" in llama-model.cpp; the last is
    // the output's.
    private static final Pattern LAYER =
            Pattern.compile("load_tensors: layer +(\\d{1,5}) assigned to device (\\S{1,100}), .*");

    // "llama_kv_cache: layer %3d: dev = %s" and "llama_kv_cache: size = %7.2f MiB (..." in
    // llama-kv-cache.cpp: each cache names its layers, then its size.
    private static final Pattern CACHE_LAYER =
            Pattern.compile("llama_kv_cache: layer +\\d{1,5}: dev = (\\S{1,100})");
    private static final Pattern CACHE_SIZE =
            Pattern.compile("llama_kv_cache: size = +(\\d{1,9}\\.\\d{1,4}) MiB .*");

    /** "%s: %12s model buffer size = %8.2f MiB" in llama-model.cpp, of weights in another order. */
    private static final String REPACKED_MARK = " CPU_REPACK model buffer size = ";

    /** What every processor reorders. Source: {@code ggml_repack_get_optimal_repack_type}. */
    private static final Set<TensorType> REPACKED_TYPES =
            Set.of(TensorType.Q4_0, TensorType.Q4_K, TensorType.IQ4_NL, TensorType.MXFP4);

    private static final int REPACKED_ROWS = 8;
    private static final String EMBEDDING = "token_embd.weight";
    private static final String OUTPUT = "output.weight";

    private static final Pattern BLOCK = Pattern.compile("blk\\.(\\d{1,5})\\..*");

    private final Map<Integer, String> layers = new HashMap<>();
    private final Map<String, Integer> cacheLayers = new HashMap<>();
    private final Map<String, Long> cacheBytes = new HashMap<>();
    private boolean repacks;
    private int lines;

    /** Takes a line of the log. */
    void line(String line) {
        if (!line.startsWith("l")) {
            return;
        }
        Matcher layer = LAYER.matcher(line);
        Matcher cacheLayer = CACHE_LAYER.matcher(line);
        Matcher cacheSize = CACHE_SIZE.matcher(line);
        if (line.contains(REPACKED_MARK)) {
            repacked();
        } else if (layer.matches()) {
            layer(Integer.parseInt(layer.group(1)), layer.group(2));
        } else if (cacheLayer.matches()) {
            cacheLayer(cacheLayer.group(1));
        } else if (cacheSize.matches()) {
            cacheSize((long) (Double.parseDouble(cacheSize.group(1)) * BYTES_PER_MEBIBYTE));
        }
    }

    private synchronized void layer(int number, String device) {
        if (lines++ < LINES_MAX) {
            layers.put(number, device);
        }
    }

    private synchronized void repacked() {
        repacks = true;
    }

    private synchronized void cacheLayer(String device) {
        if (lines++ < LINES_MAX) {
            cacheLayers.merge(device, 1, Integer::sum);
        }
    }

    /** The layers of one cache have an equal share of it each. */
    private synchronized void cacheSize(long bytes) {
        int count = cacheLayers.values().stream().mapToInt(Integer::intValue).sum();
        cacheLayers.forEach(
                (device, part) -> cacheBytes.merge(device, bytes * part / count, Long::sum));
        cacheLayers.clear();
    }

    /** {@return the tensors of a model, from its header} */
    static List<TensorInfo> tensors(Path file) {
        try {
            return ModelFacts.readParts(file).stream()
                    .map(GgufFile::tensors)
                    .flatMap(List::stream)
                    .toList();
        } catch (IOException unreadable) {
            throw new EngineException(
                    EngineException.Kind.UNUSABLE_MODEL,
                    "%s: cannot be read: %s. Check its permissions."
                            .formatted(file, unreadable.getMessage()));
        }
    }

    /**
     * {@return the devices with what the model would take of each}
     *
     * @param counted the devices with what {@link LoadLog} read
     * @param tensors the model's tensors
     */
    synchronized List<OpenedDevice> complete(List<OpenedDevice> counted, List<TensorInfo> tensors) {
        Map<String, Long> weights = weights(tensors);
        return counted.stream()
                .map(
                        device ->
                                new OpenedDevice(
                                        device.name(),
                                        device.description(),
                                        device.kind(),
                                        device.address(),
                                        weights.getOrDefault(device.name(), 0L),
                                        device.kvBytes()
                                                + cacheBytes.getOrDefault(device.name(), 0L),
                                        device.computeBytes()))
                .toList();
    }

    private Map<String, Long> weights(List<TensorInfo> tensors) {
        Map<String, Long> bytes = new HashMap<>();
        int last = layers.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
        String output = layers.getOrDefault(last, PROCESSOR);
        boolean ownOutput = tensors.stream().anyMatch(it -> it.name().equals(OUTPUT));
        for (TensorInfo tensor : tensors) {
            Matcher block = BLOCK.matcher(tensor.name());
            String device =
                    block.matches()
                            ? layers.getOrDefault(Integer.parseInt(block.group(1)), PROCESSOR)
                            : isOutput(tensor) ? output : PROCESSOR;
            bytes.merge(device, tensor.dataBytes(), Long::sum);
            // An embedding that is the output too is copied to where the output is computed.
            if (tensor.name().equals(EMBEDDING)
                    && !ownOutput
                    && (!output.equals(PROCESSOR) || isRepacked(tensor))) {
                bytes.merge(output, tensor.dataBytes(), Long::sum);
            }
        }
        return bytes;
    }

    private boolean isRepacked(TensorInfo tensor) {
        return repacks
                && REPACKED_TYPES.contains(tensor.type())
                && tensor.shape().size() == 2
                && tensor.shape().get(1) % REPACKED_ROWS == 0;
    }

    private static boolean isOutput(TensorInfo tensor) {
        return tensor.name().startsWith("output") || tensor.name().startsWith("cls");
    }
}
