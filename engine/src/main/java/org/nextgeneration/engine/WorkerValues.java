package org.nextgeneration.engine;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nextgeneration.engine.ChatMessage.Speaker;
import org.nextgeneration.engine.GenerationResult.Finish;
import org.nextgeneration.gguf.KvCacheType;
import org.nextgeneration.gpu.PciAddress;

/** What messages are made of, to bytes and back, in the way of {@link WorkerCodec}. */
final class WorkerValues {
    private WorkerValues() {}

    static void writeCards(DataOutputStream out, List<PciAddress> cards) throws IOException {
        writeTexts(out, cards.stream().map(PciAddress::toString).toList());
    }

    static List<PciAddress> readCards(DataInputStream in) throws IOException {
        List<PciAddress> cards = new ArrayList<>();
        for (String text : readTexts(in)) {
            cards.add(
                    PciAddress.parse(text)
                            .orElseThrow(
                                    () -> new IOException("address of a card: found " + text)));
        }
        return cards;
    }

    static void writeDevices(DataOutputStream out, List<OpenedDevice> devices) throws IOException {
        out.writeInt(devices.size());
        for (OpenedDevice device : devices) {
            writeText(out, device.name());
            writeText(out, device.description());
            writeText(out, device.kind().name());
            writeText(out, device.address().map(PciAddress::toString).orElse(""));
            out.writeLong(device.weightBytes());
            out.writeLong(device.kvBytes());
            out.writeLong(device.computeBytes());
        }
    }

    static List<OpenedDevice> readDevices(DataInputStream in) throws IOException {
        int count = readCount(in, 4 * Integer.BYTES + 3 * Long.BYTES);
        List<OpenedDevice> devices = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            devices.add(
                    new OpenedDevice(
                            readText(in),
                            readText(in),
                            OpenedDevice.Kind.valueOf(readText(in)),
                            PciAddress.parse(readText(in)),
                            in.readLong(),
                            in.readLong(),
                            in.readLong()));
        }
        return devices;
    }

    static void writePlan(DataOutputStream out, ContextPlan plan) throws IOException {
        out.writeInt(plan.contextTokens());
        out.writeInt(plan.cells());
        out.writeInt(plan.sequences());
        out.writeInt(plan.places());
        out.writeInt(plan.batchTokens());
        out.writeInt(plan.microBatchTokens());
        writeText(out, plan.cacheType().name());
        out.writeBoolean(plan.embeddings());
    }

    static ContextPlan readPlan(DataInputStream in) throws IOException {
        return new ContextPlan(
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                KvCacheType.valueOf(readText(in)),
                in.readBoolean());
    }

    static void writeKept(DataOutputStream out, Optional<WorkerMessage.Kept> kept)
            throws IOException {
        out.writeBoolean(kept.isPresent());
        if (kept.isPresent()) {
            KeptState state = kept.get().state();
            writeText(out, state.directory().toString());
            out.writeLong(state.bytesMax());
            out.writeDouble(state.worthSeconds());
            writeText(out, kept.get().model());
        }
    }

    static Optional<WorkerMessage.Kept> readKept(DataInputStream in) throws IOException {
        if (!in.readBoolean()) {
            return Optional.empty();
        }
        KeptState state = new KeptState(Path.of(readText(in)), in.readLong(), in.readDouble());
        return Optional.of(new WorkerMessage.Kept(state, readText(in)));
    }

    static void writeRequest(DataOutputStream out, GenerationRequest request) throws IOException {
        switch (request.prompt()) {
            case Prompt.Chat chat -> {
                out.writeByte(1);
                out.writeInt(chat.messages().size());
                for (ChatMessage message : chat.messages()) {
                    writeText(out, message.speaker().name());
                    writeText(out, message.text());
                }
            }
            case Prompt.Raw raw -> {
                out.writeByte(2);
                writeText(out, raw.text());
            }
        }
        out.writeInt(request.maxTokens());
        Sampling sampling = request.sampling();
        out.writeFloat(sampling.temperature());
        out.writeInt(sampling.topK());
        out.writeFloat(sampling.topP());
        out.writeFloat(sampling.minP());
        out.writeFloat(sampling.typicalP());
        out.writeFloat(sampling.repeatPenalty());
        out.writeInt(sampling.repeatLastTokens());
        out.writeFloat(sampling.frequencyPenalty());
        out.writeFloat(sampling.presencePenalty());
        out.writeInt(sampling.mirostat());
        out.writeFloat(sampling.mirostatTau());
        out.writeFloat(sampling.mirostatEta());
        out.writeLong(sampling.seed());
        out.writeInt(sampling.logitBias().size());
        for (Map.Entry<Integer, Float> bias : sampling.logitBias().entrySet()) {
            out.writeInt(bias.getKey());
            out.writeFloat(bias.getValue());
        }
        writeTexts(out, request.stop());
        out.writeBoolean(request.contextShift());
    }

    static GenerationRequest readRequest(DataInputStream in) throws IOException {
        Prompt prompt = readPrompt(in);
        int maxTokens = in.readInt();
        Sampling sampling =
                new Sampling(
                        in.readFloat(),
                        in.readInt(),
                        in.readFloat(),
                        in.readFloat(),
                        in.readFloat(),
                        in.readFloat(),
                        in.readInt(),
                        in.readFloat(),
                        in.readFloat(),
                        in.readInt(),
                        in.readFloat(),
                        in.readFloat(),
                        in.readLong(),
                        readLogitBias(in));
        return new GenerationRequest(prompt, maxTokens, sampling, readTexts(in), in.readBoolean());
    }

    private static Prompt readPrompt(DataInputStream in) throws IOException {
        int type = in.readByte();
        return switch (type) {
            case 1 -> {
                int count = readCount(in, 8);
                List<ChatMessage> messages = new ArrayList<>(count);
                for (int i = 0; i < count; i++) {
                    messages.add(new ChatMessage(Speaker.valueOf(readText(in)), readText(in)));
                }
                yield new Prompt.Chat(messages);
            }
            case 2 -> new Prompt.Raw(readText(in));
            default ->
                    throw new IOException("prompt: found type %d, expected 1 or 2".formatted(type));
        };
    }

    private static Map<Integer, Float> readLogitBias(DataInputStream in) throws IOException {
        int count = readCount(in, 8);
        Map<Integer, Float> bias = new HashMap<>();
        for (int i = 0; i < count; i++) {
            bias.put(in.readInt(), in.readFloat());
        }
        return bias;
    }

    static void writeResult(DataOutputStream out, GenerationResult result) throws IOException {
        writeText(out, result.finish().name());
        out.writeInt(result.promptTokens());
        out.writeInt(result.cachedTokens());
        out.writeInt(result.completionTokens());
        out.writeLong(result.queueNanos());
        out.writeLong(result.prefillNanos());
        out.writeLong(result.decodeNanos());
        out.writeLong(result.firstTokenNanos());
    }

    static GenerationResult readResult(DataInputStream in) throws IOException {
        return new GenerationResult(
                Finish.valueOf(readText(in)),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong());
    }

    static PromptTokens readTokens(DataInputStream in) throws IOException {
        int[] tokens = new int[readCount(in, 4)];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = in.readInt();
        }
        return new PromptTokens(tokens);
    }

    static List<float[]> readVectors(DataInputStream in) throws IOException {
        int count = readCount(in, 4);
        List<float[]> vectors = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            float[] vector = new float[readCount(in, 4)];
            for (int j = 0; j < vector.length; j++) {
                vector[j] = in.readFloat();
            }
            vectors.add(vector);
        }
        return vectors;
    }

    static void writeTexts(DataOutputStream out, List<String> texts) throws IOException {
        out.writeInt(texts.size());
        for (String text : texts) {
            writeText(out, text);
        }
    }

    static List<String> readTexts(DataInputStream in) throws IOException {
        int count = readCount(in, 4);
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(readText(in));
        }
        return texts;
    }

    static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static String readText(DataInputStream in) throws IOException {
        return new String(in.readNBytes(readCount(in, 1)), StandardCharsets.UTF_8);
    }

    /** Reads a count of elements that take at least the given bytes each. */
    private static int readCount(DataInputStream in, int elementBytesMin) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > in.available() / elementBytesMin) {
            throw new IOException(
                    "worker message: found a count of %d, expected 0 to %d"
                            .formatted(count, in.available() / elementBytesMin));
        }
        return count;
    }
}
