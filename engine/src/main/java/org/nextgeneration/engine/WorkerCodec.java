package org.nextgeneration.engine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nextgeneration.engine.ChatMessage.Speaker;
import org.nextgeneration.engine.EngineException.Kind;
import org.nextgeneration.engine.GenerationResult.Finish;
import org.nextgeneration.engine.WorkerMessage.Cancel;
import org.nextgeneration.engine.WorkerMessage.Done;
import org.nextgeneration.engine.WorkerMessage.Embed;
import org.nextgeneration.engine.WorkerMessage.Failed;
import org.nextgeneration.engine.WorkerMessage.Generate;
import org.nextgeneration.engine.WorkerMessage.Load;
import org.nextgeneration.engine.WorkerMessage.LoadFailed;
import org.nextgeneration.engine.WorkerMessage.Loaded;
import org.nextgeneration.engine.WorkerMessage.Loading;
import org.nextgeneration.engine.WorkerMessage.Piece;
import org.nextgeneration.engine.WorkerMessage.Ping;
import org.nextgeneration.engine.WorkerMessage.Pong;
import org.nextgeneration.engine.WorkerMessage.Tokenize;
import org.nextgeneration.engine.WorkerMessage.Tokens;
import org.nextgeneration.engine.WorkerMessage.Vectors;

/**
 * Messages to bytes and back: a type byte, then the record's components in order, big-endian,
 * strings and lists behind their length. Every length is checked against the bytes that remain
 * before anything is allocated.
 */
final class WorkerCodec {
    private WorkerCodec() {}

    /** {@return the bytes of a message} */
    static byte[] encode(WorkerMessage message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try {
            write(message, new DataOutputStream(bytes));
        } catch (IOException unreachable) {
            throw new AssertionError("a byte array takes every byte", unreachable);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads a message.
     *
     * @throws IOException if the bytes are not exactly one message
     */
    static WorkerMessage decode(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        try {
            WorkerMessage message = read(in);
            if (in.available() > 0) {
                throw new IOException(
                        "worker message: found %d bytes too many".formatted(in.available()));
            }
            return message;
        } catch (EOFException early) {
            throw new IOException(
                    "worker message: found its end after %d bytes".formatted(bytes.length), early);
        } catch (IllegalArgumentException invalid) {
            throw new IOException("worker message: " + invalid.getMessage(), invalid);
        }
    }

    private static void write(WorkerMessage message, DataOutputStream out) throws IOException {
        switch (message) {
            case Load load -> {
                out.writeByte(1);
                writeText(out, load.nativeDirectory());
                writeText(out, load.file());
                out.writeInt(load.contextTokens());
                out.writeInt(load.sequences());
                out.writeInt(load.threads());
                out.writeBoolean(load.embeddings());
                out.writeBoolean(load.verbose());
            }
            case Generate generate -> {
                out.writeByte(2);
                out.writeLong(generate.id());
                writeRequest(out, generate.request());
            }
            case Cancel cancel -> {
                out.writeByte(3);
                out.writeLong(cancel.id());
            }
            case Tokenize tokenize -> {
                out.writeByte(4);
                out.writeLong(tokenize.id());
                writeText(out, tokenize.text());
            }
            case Embed embed -> {
                out.writeByte(5);
                out.writeLong(embed.id());
                writeTexts(out, embed.texts());
            }
            case Ping _ -> out.writeByte(14);
            case WorkerMessage.Report report -> writeReport(report, out);
        }
    }

    private static void writeReport(WorkerMessage.Report report, DataOutputStream out)
            throws IOException {
        switch (report) {
            case Loading loading -> {
                out.writeByte(6);
                out.writeDouble(loading.fraction());
            }
            case Loaded loaded -> {
                out.writeByte(7);
                writeText(out, loaded.device());
                out.writeLong(loaded.parameterCount());
                out.writeLong(loaded.weightBytes());
                out.writeInt(loaded.contextTokens());
                out.writeInt(loaded.sequences());
                out.writeInt(loaded.threads());
            }
            case LoadFailed failed -> {
                out.writeByte(8);
                writeText(out, failed.kind().name());
                writeText(out, failed.message());
            }
            case Piece piece -> {
                out.writeByte(9);
                out.writeLong(piece.id());
                writeText(out, piece.text());
            }
            case Done done -> {
                out.writeByte(10);
                out.writeLong(done.id());
                writeResult(out, done.result());
            }
            case Tokens tokens -> {
                out.writeByte(11);
                out.writeLong(tokens.id());
                out.writeInt(tokens.tokens().count());
                for (int i = 0; i < tokens.tokens().count(); i++) {
                    out.writeInt(tokens.tokens().at(i));
                }
            }
            case Vectors vectors -> {
                out.writeByte(12);
                out.writeLong(vectors.id());
                out.writeInt(vectors.vectors().size());
                for (float[] vector : vectors.vectors()) {
                    out.writeInt(vector.length);
                    for (float value : vector) {
                        out.writeFloat(value);
                    }
                }
            }
            case Pong _ -> out.writeByte(15);
            case Failed failed -> {
                out.writeByte(13);
                out.writeLong(failed.id());
                writeText(out, failed.kind().name());
                writeText(out, failed.message());
            }
        }
    }

    private static WorkerMessage read(DataInputStream in) throws IOException {
        int type = in.readByte();
        return switch (type) {
            case 1 ->
                    new Load(
                            readText(in),
                            readText(in),
                            in.readInt(),
                            in.readInt(),
                            in.readInt(),
                            in.readBoolean(),
                            in.readBoolean());
            case 2 -> new Generate(in.readLong(), readRequest(in));
            case 3 -> new Cancel(in.readLong());
            case 4 -> new Tokenize(in.readLong(), readText(in));
            case 5 -> new Embed(in.readLong(), readTexts(in));
            case 6 -> new Loading(in.readDouble());
            case 7 ->
                    new Loaded(
                            readText(in),
                            in.readLong(),
                            in.readLong(),
                            in.readInt(),
                            in.readInt(),
                            in.readInt());
            case 8 -> new LoadFailed(Kind.valueOf(readText(in)), readText(in));
            case 9 -> new Piece(in.readLong(), readText(in));
            case 10 -> new Done(in.readLong(), readResult(in));
            case 11 -> new Tokens(in.readLong(), readTokens(in));
            case 12 -> new Vectors(in.readLong(), readVectors(in));
            case 13 -> new Failed(in.readLong(), Kind.valueOf(readText(in)), readText(in));
            case 14 -> new Ping();
            case 15 -> new Pong();
            default ->
                    throw new IOException(
                            "worker message: found type %d, expected 1 to 15".formatted(type));
        };
    }

    private static void writeRequest(DataOutputStream out, GenerationRequest request)
            throws IOException {
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
    }

    private static GenerationRequest readRequest(DataInputStream in) throws IOException {
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
        return new GenerationRequest(prompt, maxTokens, sampling, readTexts(in));
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

    private static void writeResult(DataOutputStream out, GenerationResult result)
            throws IOException {
        writeText(out, result.finish().name());
        out.writeInt(result.promptTokens());
        out.writeInt(result.cachedTokens());
        out.writeInt(result.completionTokens());
        out.writeLong(result.queueNanos());
        out.writeLong(result.prefillNanos());
        out.writeLong(result.decodeNanos());
        out.writeLong(result.firstTokenNanos());
    }

    private static GenerationResult readResult(DataInputStream in) throws IOException {
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

    private static PromptTokens readTokens(DataInputStream in) throws IOException {
        int[] tokens = new int[readCount(in, 4)];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = in.readInt();
        }
        return new PromptTokens(tokens);
    }

    private static List<float[]> readVectors(DataInputStream in) throws IOException {
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

    private static void writeTexts(DataOutputStream out, List<String> texts) throws IOException {
        out.writeInt(texts.size());
        for (String text : texts) {
            writeText(out, text);
        }
    }

    private static List<String> readTexts(DataInputStream in) throws IOException {
        int count = readCount(in, 4);
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(readText(in));
        }
        return texts;
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readText(DataInputStream in) throws IOException {
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
