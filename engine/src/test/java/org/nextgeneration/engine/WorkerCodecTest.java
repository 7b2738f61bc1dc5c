package org.nextgeneration.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nextgeneration.engine.EngineException.Kind;
import org.nextgeneration.engine.GenerationResult.Finish;
import org.nextgeneration.gguf.KvCacheType;
import org.nextgeneration.gpu.PciAddress;

class WorkerCodecTest {
    private static final Sampling SAMPLING =
            new Sampling(
                    0.7f,
                    40,
                    0.9f,
                    0.05f,
                    0.95f,
                    1.1f,
                    64,
                    0.5f,
                    -0.5f,
                    2,
                    5,
                    0.1f,
                    4_294_967_294L,
                    Map.of(3, -1.5f, 7, 2f));

    static Stream<WorkerMessage> messages() {
        return Stream.of(
                new WorkerMessage.Load(
                        "/native é",
                        "/a b/model.gguf",
                        new ContextPlan(4096, 9000, 3, 19, 512, 256, KvCacheType.Q8_0, true),
                        1L << 35,
                        1L << 34,
                        -1,
                        2,
                        Optional.of(
                                new WorkerMessage.Kept(
                                        new KeptState(Path.of("/kept é"), 1L << 40, 0.5), "f00")),
                        true,
                        List.of(new PciAddress(0, 1, 0), new PciAddress(1, 0xc1, 2)),
                        true,
                        false),
                new WorkerMessage.Generate(
                        Long.MAX_VALUE,
                        new GenerationRequest(
                                new Prompt.Chat(
                                        List.of(
                                                ChatMessage.system("Règles 😀"),
                                                ChatMessage.user(""),
                                                ChatMessage.assistant("ok"))),
                                5,
                                SAMPLING,
                                List.of("\n\n", "fin"))),
                new WorkerMessage.Generate(
                        2,
                        new GenerationRequest(
                                new Prompt.Raw("text"), 0, Sampling.GREEDY, List.of())),
                new WorkerMessage.Cancel(-1),
                new WorkerMessage.Tokenize(4, "日本"),
                new WorkerMessage.Embed(5, List.of("a", "")),
                new WorkerMessage.Loading(0.25),
                new WorkerMessage.Loaded(
                        List.of(
                                new OpenedDevice(
                                        "CUDA0",
                                        "NVIDIA GeForce RTX 3090",
                                        OpenedDevice.Kind.GPU,
                                        Optional.of(new PciAddress(0, 1, 0)),
                                        7,
                                        8,
                                        9),
                                new OpenedDevice(
                                        "CPU",
                                        "",
                                        OpenedDevice.Kind.CPU,
                                        Optional.empty(),
                                        0,
                                        0,
                                        0)),
                        1,
                        2,
                        3,
                        4,
                        5),
                new WorkerMessage.LoadFailed(Kind.UNUSABLE_MODEL, "why"),
                new WorkerMessage.Piece(6, "é", 3),
                new WorkerMessage.Done(7, new GenerationResult(Finish.LENGTH, 1, 2, 3, 4, 5, 6, 7)),
                new WorkerMessage.Tokens(8, new PromptTokens(new int[] {1, -2, 3})),
                new WorkerMessage.Read(10, 64),
                new WorkerMessage.Unload(500),
                new WorkerMessage.Unloaded(),
                new WorkerMessage.Ping(),
                new WorkerMessage.Pong(),
                new WorkerMessage.Failed(9, Kind.BUSY, ""));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void decode_whatWasEncoded_isEqual(WorkerMessage message) throws IOException {
        assertEquals(message, WorkerCodec.decode(WorkerCodec.encode(message)));
    }

    @Test
    void decode_vectors_areEqual() throws IOException {
        WorkerMessage message =
                new WorkerMessage.Vectors(1, List.of(new float[] {1, -2.5f}, new float[0]));
        WorkerMessage.Vectors decoded =
                assertInstanceOf(
                        WorkerMessage.Vectors.class,
                        WorkerCodec.decode(WorkerCodec.encode(message)));
        assertEquals(2, decoded.vectors().size());
        assertArrayEquals(new float[] {1, -2.5f}, decoded.vectors().getFirst());
    }

    @ParameterizedTest
    @MethodSource("messages")
    void decode_cutAnywhere_isRefused(WorkerMessage message) {
        byte[] bytes = WorkerCodec.encode(message);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(bytes, length);
            assertThrows(IOException.class, () -> WorkerCodec.decode(cut));
        }
    }

    @ParameterizedTest
    @MethodSource("messages")
    void decode_damaged_isRefusedOrAnotherMessage(WorkerMessage message) {
        byte[] bytes = WorkerCodec.encode(message);
        SplittableRandom random = new SplittableRandom(42);
        for (int round = 0; round < 500; round++) {
            byte[] damaged = bytes.clone();
            damaged[random.nextInt(bytes.length)] = (byte) random.nextInt();
            // Anything but an IOException (out of memory, a stray index) fails the test.
            try {
                assertNotNull(WorkerCodec.decode(damaged));
            } catch (IOException refused) {
                assertNotNull(refused.getMessage());
            }
        }
    }

    @Test
    void decode_hugeCount_isRefusedWithoutMemory() {
        byte[] bytes =
                WorkerCodec.encode(new WorkerMessage.Tokens(1, new PromptTokens(new int[] {5})));
        bytes[9] = 0x7f;
        IOException refused = assertThrows(IOException.class, () -> WorkerCodec.decode(bytes));
        assertEquals(
                "worker message: found a count of 2130706433, expected 0 to 1",
                refused.getMessage());
    }
}
