package org.nextgeneration.gguf;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How a model's weights are stored.
 *
 * @param label the usual name, such as {@code Q4_K_M}: what the file says of itself, else the type
 *     with the most bytes, else {@code none} if there are no weights
 * @param shares every type that occurs, most bytes first
 */
public record Quantization(String label, List<Share> shares) {
    /** Set by llama.cpp on a file type that it has guessed. */
    private static final int GUESSED = 1024;

    /** Source: {@code enum llama_ftype} in {@code llama.h}, llama.cpp v0.5.0. */
    private static final Map<Long, String> LABELS =
            Map.ofEntries(
                    Map.entry(0L, "F32"),
                    Map.entry(1L, "F16"),
                    Map.entry(2L, "Q4_0"),
                    Map.entry(3L, "Q4_1"),
                    Map.entry(7L, "Q8_0"),
                    Map.entry(8L, "Q5_0"),
                    Map.entry(9L, "Q5_1"),
                    Map.entry(10L, "Q2_K"),
                    Map.entry(11L, "Q3_K_S"),
                    Map.entry(12L, "Q3_K_M"),
                    Map.entry(13L, "Q3_K_L"),
                    Map.entry(14L, "Q4_K_S"),
                    Map.entry(15L, "Q4_K_M"),
                    Map.entry(16L, "Q5_K_S"),
                    Map.entry(17L, "Q5_K_M"),
                    Map.entry(18L, "Q6_K"),
                    Map.entry(19L, "IQ2_XXS"),
                    Map.entry(20L, "IQ2_XS"),
                    Map.entry(21L, "Q2_K_S"),
                    Map.entry(22L, "IQ3_XS"),
                    Map.entry(23L, "IQ3_XXS"),
                    Map.entry(24L, "IQ1_S"),
                    Map.entry(25L, "IQ4_NL"),
                    Map.entry(26L, "IQ3_S"),
                    Map.entry(27L, "IQ3_M"),
                    Map.entry(28L, "IQ2_S"),
                    Map.entry(29L, "IQ2_M"),
                    Map.entry(30L, "IQ4_XS"),
                    Map.entry(31L, "IQ1_M"),
                    Map.entry(32L, "BF16"),
                    Map.entry(36L, "TQ1_0"),
                    Map.entry(37L, "TQ2_0"),
                    Map.entry(38L, "MXFP4"),
                    Map.entry(39L, "NVFP4"),
                    Map.entry(40L, "Q1_0"),
                    Map.entry(41L, "Q2_0"));

    /**
     * One type's part of the weights.
     *
     * @param type the type
     * @param bytes the bytes of all tensors of that type
     * @param fraction the same as a fraction of all bytes, 0 to 1
     */
    public record Share(TensorType type, long bytes, double fraction) {}

    /** Copies the list. */
    public Quantization {
        shares = List.copyOf(shares);
    }

    static Quantization of(Metadata metadata, List<TensorInfo> tensors) {
        Map<TensorType, Long> bytes = new EnumMap<>(TensorType.class);
        for (TensorInfo tensor : tensors) {
            bytes.merge(tensor.type(), tensor.dataBytes(), Math::addExact);
        }
        long total = bytes.values().stream().reduce(0L, Math::addExact);
        List<Share> shares =
                bytes.entrySet().stream()
                        .map(
                                e ->
                                        new Share(
                                                e.getKey(),
                                                e.getValue(),
                                                e.getValue() / (double) total))
                        .sorted(Comparator.comparingLong(Share::bytes).reversed())
                        .toList();
        String dominating = shares.isEmpty() ? "none" : shares.getFirst().type().name();
        long fileType = metadata.whole("general.file_type").orElse(-1);
        String label = fileType < 0 ? null : LABELS.get(fileType & ~GUESSED);
        return new Quantization(label == null ? dominating : label, shares);
    }
}
