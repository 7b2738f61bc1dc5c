package org.nextgeneration.engine;

import static org.nextgeneration.engine.WorkerValues.readCards;
import static org.nextgeneration.engine.WorkerValues.readDevices;
import static org.nextgeneration.engine.WorkerValues.readKept;
import static org.nextgeneration.engine.WorkerValues.readPlan;
import static org.nextgeneration.engine.WorkerValues.readRequest;
import static org.nextgeneration.engine.WorkerValues.readResult;
import static org.nextgeneration.engine.WorkerValues.readText;
import static org.nextgeneration.engine.WorkerValues.readTexts;
import static org.nextgeneration.engine.WorkerValues.readTokens;
import static org.nextgeneration.engine.WorkerValues.readVectors;
import static org.nextgeneration.engine.WorkerValues.writeCards;
import static org.nextgeneration.engine.WorkerValues.writeDevices;
import static org.nextgeneration.engine.WorkerValues.writeKept;
import static org.nextgeneration.engine.WorkerValues.writePlan;
import static org.nextgeneration.engine.WorkerValues.writeRequest;
import static org.nextgeneration.engine.WorkerValues.writeResult;
import static org.nextgeneration.engine.WorkerValues.writeText;
import static org.nextgeneration.engine.WorkerValues.writeTexts;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import org.nextgeneration.engine.EngineException.Kind;
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
import org.nextgeneration.engine.WorkerMessage.Read;
import org.nextgeneration.engine.WorkerMessage.Tokenize;
import org.nextgeneration.engine.WorkerMessage.Tokens;
import org.nextgeneration.engine.WorkerMessage.Unload;
import org.nextgeneration.engine.WorkerMessage.Unloaded;
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
                writePlan(out, load.plan());
                out.writeLong(load.weightBytes());
                out.writeLong(load.mappedBytes());
                out.writeInt(load.gpuLayers());
                out.writeInt(load.threads());
                writeKept(out, load.kept());
                out.writeBoolean(load.dry());
                writeCards(out, load.cards());
                out.writeBoolean(load.processorAllowed());
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
            case Read read -> {
                out.writeByte(16);
                out.writeLong(read.id());
                out.writeInt(read.tokens());
            }
            case Unload unload -> {
                out.writeByte(17);
                out.writeLong(unload.saveMillisMax());
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
                writeDevices(out, loaded.devices());
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
                out.writeInt(piece.tokens());
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
            case Unloaded _ -> out.writeByte(18);
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
                            readPlan(in),
                            in.readLong(),
                            in.readLong(),
                            in.readInt(),
                            in.readInt(),
                            readKept(in),
                            in.readBoolean(),
                            readCards(in),
                            in.readBoolean(),
                            in.readBoolean());
            case 2 -> new Generate(in.readLong(), readRequest(in));
            case 3 -> new Cancel(in.readLong());
            case 4 -> new Tokenize(in.readLong(), readText(in));
            case 5 -> new Embed(in.readLong(), readTexts(in));
            case 6 -> new Loading(in.readDouble());
            case 7 ->
                    new Loaded(
                            readDevices(in),
                            in.readLong(),
                            in.readLong(),
                            in.readInt(),
                            in.readInt(),
                            in.readInt());
            case 8 -> new LoadFailed(Kind.valueOf(readText(in)), readText(in));
            case 9 -> new Piece(in.readLong(), readText(in), in.readInt());
            case 10 -> new Done(in.readLong(), readResult(in));
            case 11 -> new Tokens(in.readLong(), readTokens(in));
            case 12 -> new Vectors(in.readLong(), readVectors(in));
            case 13 -> new Failed(in.readLong(), Kind.valueOf(readText(in)), readText(in));
            case 14 -> new Ping();
            case 15 -> new Pong();
            case 16 -> new Read(in.readLong(), in.readInt());
            case 17 -> new Unload(in.readLong());
            case 18 -> new Unloaded();
            default ->
                    throw new IOException(
                            "worker message: found type %d, expected 1 to 18".formatted(type));
        };
    }
}
