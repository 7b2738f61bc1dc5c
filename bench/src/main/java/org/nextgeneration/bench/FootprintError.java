package org.nextgeneration.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.nextgeneration.engine.EmbeddedEngine;
import org.nextgeneration.engine.LoadProgress;
import org.nextgeneration.engine.LoadRequest;
import org.nextgeneration.engine.OpenedDevice;
import org.nextgeneration.engine.ResidentModel;
import org.nextgeneration.gguf.Footprint;
import org.nextgeneration.gguf.FootprintModel;
import org.nextgeneration.gguf.GgufFile;
import org.nextgeneration.gguf.KvCacheType;
import org.nextgeneration.gguf.MemorySettings;
import org.nextgeneration.gguf.ModelFacts;
import org.nextgeneration.gguf.TensorType;
import org.nextgeneration.gpu.GpuGuard;
import org.nextgeneration.gpu.GpuPolicy;
import org.nextgeneration.gpu.NoGpuSource;

/**
 * What is predicted of a load from the header, against what the engine then says that it took: for
 * random models of every architecture that {@link RandomModel} writes, with several contexts,
 * sequences and cache types, on the processor. Then the time of a prediction.
 */
public final class FootprintError {
    private static final int VOCABULARY = 32_000;
    private static final double BYTES_PER_MEBIBYTE = 1 << 20;
    private static final int PREDICTIONS = 200;

    /** A model to write. */
    private record Subject(RandomModelArchitecture architecture, String size, TensorType type) {
        String fileName() {
            return "%s-%s-%s.gguf".formatted(architecture.id(), size, type);
        }
    }

    /** A way to load it. */
    private record Plan(int contextTokens, int sequences, KvCacheType cacheType) {}

    /** One comparison; all in bytes. */
    private record Row(String model, Plan plan, Footprint predicted, OpenedDevice taken) {
        long takenBytes() {
            return taken.weightBytes() + taken.kvBytes() + taken.computeBytes();
        }

        double error() {
            return (double) predicted.totalBytes() / takenBytes() - 1;
        }

        String text() {
            Footprint.Memory host = predicted.host();
            return String.format(
                    Locale.ROOT,
                    "%-30s %6d x %2d %-4s | %7.1f %7.1f %6.1f | %7.1f %7.1f %6.1f | %+.2f %%",
                    model,
                    plan.contextTokens(),
                    plan.sequences(),
                    plan.cacheType().id(),
                    host.weightBytes() / BYTES_PER_MEBIBYTE,
                    host.kvBytes() / BYTES_PER_MEBIBYTE,
                    host.computeBytes() / BYTES_PER_MEBIBYTE,
                    taken.weightBytes() / BYTES_PER_MEBIBYTE,
                    taken.kvBytes() / BYTES_PER_MEBIBYTE,
                    taken.computeBytes() / BYTES_PER_MEBIBYTE,
                    error() * 100);
        }
    }

    private static final List<Plan> PLANS =
            List.of(
                    new Plan(2048, 1, KvCacheType.F16),
                    new Plan(4096, 4, KvCacheType.F16),
                    new Plan(512, 8, KvCacheType.Q8_0),
                    new Plan(16_384, 2, KvCacheType.Q4_0));

    private FootprintError() {}

    /**
     * Runs.
     *
     * @param args a folder for the models; those that are there are used again
     * @throws IOException if a model cannot be written or read
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            System.err.println("usage: FootprintError FOLDER");
            Runtime.getRuntime().exit(2);
        }
        Path folder = Files.createDirectories(Path.of(args[0]));
        Path runtime = Files.createTempDirectory("nextgen-bench-");
        EmbeddedEngine.Settings settings =
                new EmbeddedEngine.Settings(
                        Optional.empty(),
                        List.of(NativeLibrary.directory()),
                        runtime,
                        new GpuGuard(new NoGpuSource(List.of()), GpuPolicy.BUILT_IN),
                        _ -> {},
                        List.of(),
                        false);
        List<Row> rows = new ArrayList<>();
        System.out.println(
                "MiB: predicted weights, cache, compute | taken weights, cache, compute | error");
        try (EmbeddedEngine engine = new EmbeddedEngine(settings)) {
            for (Subject subject : subjects()) {
                Path file = write(folder, subject);
                for (Plan plan : PLANS) {
                    Row row = compare(engine, file, plan);
                    rows.add(row);
                    System.out.println(row.text());
                }
            }
        } finally {
            Files.deleteIfExists(runtime);
        }
        Row worst =
                rows.stream()
                        .max(Comparator.comparingDouble(row -> Math.abs(row.error())))
                        .orElseThrow();
        System.out.printf(
                Locale.ROOT,
                "%d loads, worst %+.2f %% (%s)%n",
                rows.size(),
                worst.error() * 100,
                worst.model());
        reportTime(folder.resolve(worst.model()));
    }

    private static List<Subject> subjects() {
        List<Subject> subjects = new ArrayList<>();
        for (String size : List.of("40M", "125M", "500M")) {
            subjects.add(new Subject(RandomModelArchitecture.LLAMA, size, TensorType.Q8_0));
        }
        // The processor keeps this type in an order of its own.
        subjects.add(new Subject(RandomModelArchitecture.LLAMA, "125M", TensorType.Q4_0));
        for (RandomModelArchitecture architecture : RandomModelArchitecture.values()) {
            if (architecture != RandomModelArchitecture.LLAMA) {
                subjects.add(new Subject(architecture, "125M", TensorType.Q8_0));
            }
        }
        return subjects;
    }

    private static Path write(Path folder, Subject subject) throws IOException {
        Path file = folder.resolve(subject.fileName());
        if (!Files.exists(file)) {
            long parameters = RandomModel.parseCount(subject.size());
            new RandomModel(parameters, VOCABULARY, subject.type(), 1, subject.architecture())
                    .write(file);
        }
        return file;
    }

    private static Row compare(EmbeddedEngine engine, Path file, Plan plan) throws IOException {
        LoadRequest request =
                new LoadRequest("bench", file, plan.contextTokens(), plan.sequences(), 1, false)
                        .withCache(0, plan.cacheType());
        Footprint predicted = FootprintModel.read(file).predict(settings(request, file));
        try (ResidentModel resident = engine.load(request, LoadProgress.NONE)) {
            OpenedDevice processor = resident.description().devices().getFirst();
            return new Row(String.valueOf(file.getFileName()), plan, predicted, processor);
        }
    }

    private static MemorySettings settings(LoadRequest request, Path file) throws IOException {
        return request.memorySettings(ModelFacts.read(file)).withCardLayers(0);
    }

    /** From the header in memory to the prediction, the tensors' table included. */
    private static void reportTime(Path file) throws IOException {
        GgufFile header = GgufFile.read(file);
        MemorySettings settings = settings(LoadRequest.of("bench", file), file);
        double[] millis = new double[PREDICTIONS];
        for (int i = 0; i < PREDICTIONS; i++) {
            long startNanos = System.nanoTime();
            Footprint predicted = FootprintModel.of(List.of(header)).predict(settings);
            millis[i] = (System.nanoTime() - startNanos) / 1e6;
            if (predicted.totalBytes() <= 0) {
                throw new IllegalStateException("found a prediction of nothing");
            }
        }
        System.out.println("predict: " + Measurements.of(millis).summary("ms"));
    }
}
