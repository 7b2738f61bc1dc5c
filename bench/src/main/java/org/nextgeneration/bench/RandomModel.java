package org.nextgeneration.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.nextgeneration.gguf.GgufValue;
import org.nextgeneration.gguf.GgufWriter;
import org.nextgeneration.gguf.TensorEncoder;
import org.nextgeneration.gguf.TensorType;

/**
 * Writes a model of a chosen size and architecture with random weights: as fast and as large as a
 * real one, and free of any licence. The same arguments give the same bytes.
 *
 * <p>What it says means nothing. Speed and memory do not depend on the weights' values.
 */
public final class RandomModel {
    private static final int CHUNK_ELEMENTS = 1 << 15;
    private static final int EXIT_USAGE = 2;
    private static final String USAGE =
            "usage: RandomModel --output FILE [--parameters 40M] [--vocabulary 32000]"
                    + " [--type q8_0|f16|f32|q4_0] [--seed 1] [--architecture "
                    + String.join("|", RandomModelArchitecture.ids())
                    + "]";
    private static final String CHAT_TEMPLATE =
            "{% for message in messages %}<|im_start|>{{ message.role }}\n"
                    + "{{ message.content }}<|im_end|>\n{% endfor %}"
                    + "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

    /** Source: {@code enum llama_ftype} in {@code llama.h}, llama.cpp v0.5.0. */
    private static final Map<TensorType, Integer> FILE_TYPES =
            Map.of(
                    TensorType.F32, 0,
                    TensorType.F16, 1,
                    TensorType.Q4_0, 2,
                    TensorType.Q8_0, 7);

    private final RandomModelShape shape;
    private final RandomModelVocabulary vocabulary;
    private final TensorType type;
    private final long seed;

    /**
     * Plans a model.
     *
     * @param parameters about how many numbers the tensors hold in all
     * @param vocabularySize tokens; see {@link RandomModelVocabulary#SIZE_MIN}
     * @param type F32, F16, Q8_0 or Q4_0, for all but norms and other small tensors
     * @param architecture the program that runs it
     * @throws IllegalArgumentException if the type is another or the sizes do not fit together
     */
    public RandomModel(
            long parameters,
            int vocabularySize,
            TensorType type,
            long seed,
            RandomModelArchitecture architecture) {
        if (!TensorEncoder.supports(type)) {
            throw new IllegalArgumentException(
                    "found type %s, expected one of %s".formatted(type, FILE_TYPES.keySet()));
        }
        this.shape = RandomModelShape.near(parameters, vocabularySize, architecture);
        this.vocabulary = RandomModelVocabulary.of(vocabularySize, seed);
        this.type = type;
        this.seed = seed;
    }

    /**
     * Writes the model described by the command line.
     *
     * @param args see the usage message
     * @throws IOException if the file cannot be written
     */
    public static void main(String[] args) throws IOException {
        try {
            Map<String, String> options = optionsOf(args);
            Path output = Path.of(required(options, "--output"));
            RandomModel model =
                    new RandomModel(
                            parseCount(options.getOrDefault("--parameters", "40M")),
                            Integer.parseInt(options.getOrDefault("--vocabulary", "32000")),
                            TensorType.valueOf(
                                    options.getOrDefault("--type", "q8_0")
                                            .toUpperCase(Locale.ROOT)),
                            Long.parseLong(options.getOrDefault("--seed", "1")),
                            RandomModelArchitecture.named(
                                    options.getOrDefault("--architecture", "llama")));
            model.write(output);
            System.out.printf(Locale.ROOT, "%s: %s%n", output, model.shape);
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            System.err.println(USAGE);
            System.exit(EXIT_USAGE);
        }
    }

    /**
     * Writes the model.
     *
     * @throws IOException if the file cannot be written; {@code target} is then as it was
     */
    public void write(Path target) throws IOException {
        GgufWriter writer = new GgufWriter();
        putMetadata(writer);
        for (RandomModelTensors.Tensor tensor : RandomModelTensors.of(shape)) {
            if (tensor.random()) {
                addRandom(writer, tensor);
            } else {
                addOnes(writer, tensor);
            }
        }
        writer.write(target);
    }

    private void putMetadata(GgufWriter writer) {
        writer.put("general.architecture", shape.architecture().id())
                .put("general.name", "random")
                .put("general.file_type", FILE_TYPES.getOrDefault(type, 0))
                .put("general.license", "CC0-1.0");
        new RandomModelMetadata(writer, shape).put();
        writer.put("tokenizer.ggml.model", "gpt2")
                .put("tokenizer.ggml.pre", "gpt-2")
                .put("tokenizer.ggml.tokens", vocabulary.tokens())
                .put("tokenizer.ggml.token_type", GgufValue.int32s(vocabulary.tokenTypes()))
                .put("tokenizer.ggml.merges", vocabulary.merges())
                .put("tokenizer.ggml.bos_token_id", vocabulary.bosId())
                .put("tokenizer.ggml.eos_token_id", vocabulary.eosId())
                .put("tokenizer.ggml.eot_token_id", vocabulary.eotId())
                .put("tokenizer.ggml.add_bos_token", true)
                .put("tokenizer.chat_template", CHAT_TEMPLATE);
    }

    private static void addOnes(GgufWriter writer, RandomModelTensors.Tensor tensor) {
        float[] ones = new float[Math.toIntExact(tensor.elements())];
        Arrays.fill(ones, 1);
        writer.tensor(tensor.name(), TensorType.F32, tensor.shape(), ones);
    }

    private void addRandom(GgufWriter writer, RandomModelTensors.Tensor tensor) {
        TensorType stored = tensor.quantized() ? type : TensorType.F32;
        writer.tensor(
                tensor.name(),
                stored,
                tensor.shape(),
                out ->
                        writeRandom(
                                out,
                                stored,
                                randomFor(tensor.name()),
                                tensor.shape().getFirst(),
                                tensor.elements()));
    }

    /** Each tensor has a stream of its own, so its weights do not depend on the others' sizes. */
    private SplittableRandom randomFor(String tensor) {
        CRC32 crc = new CRC32();
        crc.update(tensor.getBytes(UTF_8));
        return new SplittableRandom(seed * 0x9e3779b97f4a7c15L + crc.getValue());
    }

    /** Uniform, with the variance of the usual initialization: activations stay of one size. */
    private static void writeRandom(
            OutputStream out, TensorType type, SplittableRandom random, long inputs, long count)
            throws IOException {
        float halfWidth = (float) Math.sqrt(3.0 / inputs);
        float[] values = new float[CHUNK_ELEMENTS];
        byte[] encoded = new byte[Math.toIntExact(type.bytesFor(CHUNK_ELEMENTS))];
        for (long done = 0; done < count; done += CHUNK_ELEMENTS) {
            int chunk = (int) Math.min(CHUNK_ELEMENTS, count - done);
            for (int i = 0; i < chunk; i++) {
                // The top 24 bits make a float in [-1, 1) exactly.
                values[i] = (random.nextInt() >> 8) * 0x1p-23f * halfWidth;
            }
            TensorEncoder.encode(type, values, 0, chunk, ByteBuffer.wrap(encoded));
            out.write(encoded, 0, Math.toIntExact(type.bytesFor(chunk)));
        }
    }

    private static Map<String, String> optionsOf(String[] args) {
        if (args.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "found %d words, expected pairs of option and value".formatted(args.length));
        }
        List<String> known =
                List.of(
                        "--output",
                        "--parameters",
                        "--vocabulary",
                        "--type",
                        "--seed",
                        "--architecture");
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < args.length; i += 2) {
            if (!known.contains(args[i])) {
                throw new IllegalArgumentException(
                        "found option %s, expected one of %s".formatted(args[i], known));
            }
            options.put(args[i], args[i + 1]);
        }
        return options;
    }

    private static String required(Map<String, String> options, String name) {
        String value = options.get(name);
        if (value == null) {
            throw new IllegalArgumentException("found no option %s".formatted(name));
        }
        return value;
    }

    /** Reads {@code 40M} or {@code 1.5B}. */
    static long parseCount(String text) {
        long unit =
                switch (text.isEmpty() ? ' ' : text.charAt(text.length() - 1)) {
                    case 'K' -> 1_000;
                    case 'M' -> 1_000_000;
                    case 'B' -> 1_000_000_000;
                    default ->
                            throw new IllegalArgumentException(
                                    "found %s parameters, expected a number and K, M or B"
                                            .formatted(text));
                };
        return Math.round(Double.parseDouble(text.substring(0, text.length() - 1)) * unit);
    }
}
