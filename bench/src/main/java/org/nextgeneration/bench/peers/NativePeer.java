package org.nextgeneration.bench.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.nextgeneration.engine.EmbeddedEngine;
import org.nextgeneration.engine.EngineException;
import org.nextgeneration.engine.Generation;
import org.nextgeneration.engine.GenerationRequest;
import org.nextgeneration.engine.GenerationResult;
import org.nextgeneration.engine.KeptState;
import org.nextgeneration.engine.LoadProgress;
import org.nextgeneration.engine.LoadRequest;
import org.nextgeneration.engine.Prompt;
import org.nextgeneration.engine.ResidentModel;
import org.nextgeneration.engine.Sampling;
import org.nextgeneration.gpu.GpuGuard;
import org.nextgeneration.gpu.GpuPolicy;
import org.nextgeneration.gpu.NoGpuSource;

/** Our own engine, with its worker process, as an application uses it. */
final class NativePeer implements Peer {
    /** Its name in the table. */
    static final String NAME = "ours";

    private static final String KEPT = "kept";

    private static final float NEVER = -1_000;

    private final EmbeddedEngine engine;
    private final Path runtime;

    /**
     * Creates it; nothing starts before a model is opened.
     *
     * @param natives the directory with libllama
     * @throws IOException if there is no place for the engine's records
     */
    NativePeer(Path natives) throws IOException {
        this.runtime = Files.createTempDirectory("nextgen-bench-");
        this.engine =
                new EmbeddedEngine(
                        new EmbeddedEngine.Settings(
                                        Optional.empty(),
                                        List.of(natives),
                                        runtime,
                                        new GpuGuard(
                                                new NoGpuSource(List.of()), GpuPolicy.BUILT_IN),
                                        _ -> {},
                                        List.of(),
                                        false)
                                .keeping(
                                        new KeptState(
                                                runtime.resolve(KEPT),
                                                KeptState.BYTES_MAX_UNASKED,
                                                KeptState.WORTH_SECONDS_UNASKED)));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public PeerSession open(Opening opening) {
        LoadRequest request =
                new LoadRequest(
                        String.valueOf(opening.model().getFileName()),
                        opening.model(),
                        opening.contextTokens(),
                        opening.sequences(),
                        opening.threads(),
                        false);
        try {
            return new Session(
                    engine.load(request, LoadProgress.NONE), samplingWithout(opening.endTokens()));
        } catch (EngineException failed) {
            throw new PeerException(String.valueOf(failed.getMessage()));
        }
    }

    /** Always the most likely token but those that would end the answer. */
    private static Sampling samplingWithout(List<Integer> endTokens) {
        Map<Integer, Float> bias =
                endTokens.stream().collect(Collectors.toMap(Function.identity(), _ -> NEVER));
        return new Sampling(0, 0, 1, 0, 1, 1, 0, 0, 0, 0, 5, 0.1f, 0, bias);
    }

    @Override
    public void close() {
        engine.close();
        try {
            deleteAll(runtime.resolve(KEPT));
            Files.deleteIfExists(runtime);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    /** A worker with its model. */
    private record Session(ResidentModel model, Sampling sampling) implements PeerSession {
        @Override
        public List<Answer> ask(List<Ask> together) throws InterruptedException {
            return Together.run(together, this::askOne);
        }

        private Answer askOne(Ask ask) throws InterruptedException {
            AnswerClock clock = new AnswerClock();
            GenerationRequest request =
                    new GenerationRequest(
                            new Prompt.Raw(ask.prompt()), ask.tokens(), sampling, List.of());
            try (Generation generation = model.generate(request)) {
                Optional<String> piece = generation.next();
                while (piece.isPresent()) {
                    clock.piece(piece.get());
                    piece = generation.next();
                }
                GenerationResult result = generation.result();
                return clock.end(
                        new Usage(
                                OptionalInt.of(result.promptTokens()),
                                OptionalInt.of(result.cachedTokens()),
                                result.completionTokens()));
            } catch (EngineException failed) {
                throw new PeerException(String.valueOf(failed.getMessage()));
            }
        }

        @Override
        public void close() {
            model.close();
        }
    }
}
