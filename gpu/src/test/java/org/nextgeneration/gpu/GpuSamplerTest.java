package org.nextgeneration.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nextgeneration.gpu.stub.NvmlScenes;
import org.nextgeneration.gpu.stub.NvmlStub;

/** The shared sampler, on the stub. It waits for samples, never for time. */
class GpuSamplerTest {
    private static final Duration PERIOD = GpuSampler.PERIOD_MIN;

    @TempDir Path folder;

    private static Reading<Integer> temperature(GpuSample sample) {
        return sample.cards().getLast().fast().temperatureCelsius();
    }

    @Test
    void once_twoCards_readsEverythingNow() {
        NvmlStub stub = NvmlStub.in(folder).scene(NvmlScenes.TWO_CARDS);
        try (GpuSource source = NvmlSource.open(stub.library())) {
            GpuSample sample = GpuSampler.once(source);
            assertEquals(source.cards(), sample.cards().stream().map(CardSample::card).toList());
            CardSample rtx3090 = sample.cards().getLast();
            assertEquals(Reading.of(34), rtx3090.fast().temperatureCelsius());
            assertEquals(Reading.of(30), rtx3090.slow().fanPercent());
            assertEquals(Reading.of(95), rtx3090.limits().slowdownCelsius());
            assertEquals(2, sample.cards().getFirst().processes().all().size());
            assertTrue(sample.costNanos() > 0);
        }
    }

    @Test
    void reader_betweenSlowReadings_readsTheFastOnesOnly() {
        NvmlStub stub = NvmlStub.in(folder).scene(NvmlScenes.TWO_CARDS);
        try (GpuSource source = NvmlSource.open(stub.library())) {
            SampleReader reader = new SampleReader(source);
            CardSample first = reader.read(true, List.of()).cards().getLast();
            stub.scene(NvmlScenes.twoCards("", "temperature 70\nfan 80\ncompute 7 1"));
            CardSample second = reader.read(false, List.of()).cards().getLast();
            assertEquals(Reading.of(70), second.fast().temperatureCelsius());
            assertSame(first.slow(), second.slow());
            assertSame(first.processes(), second.processes());
            assertSame(first.limits(), second.limits());
            CardSample third = reader.read(true, List.of()).cards().getLast();
            assertEquals(Reading.of(80), third.slow().fanPercent());
            assertEquals(7, third.processes().all().getFirst().pid());
            assertSame(first.limits(), third.limits());
        }
    }

    @Test
    void next_worldChanges_isSeenByAllAndKept() throws InterruptedException {
        NvmlStub stub = NvmlStub.in(folder).scene(NvmlScenes.TWO_CARDS);
        try (GpuSource source = NvmlSource.open(stub.library());
                GpuSampler sampler = GpuSampler.start(source, PERIOD)) {
            GpuSample first = sampler.next(Optional.empty());
            assertEquals(Reading.of(34), temperature(first));
            stub.scene(NvmlScenes.twoCards("", "temperature 70"));
            GpuSample later = first;
            while (!temperature(later).equals(Reading.of(70))) {
                GpuSample newer = sampler.next(Optional.of(later));
                assertNotEquals(later, newer);
                later = newer;
            }
            List<GpuSample> history = sampler.history(100);
            assertEquals(first, history.getFirst());
            assertTrue(history.contains(later));
            assertEquals(1, sampler.history(1).size());
            assertEquals(List.of(), sampler.history(0));
            assertTrue(sampler.latest().isPresent());
        }
    }

    @Test
    void next_cardFallsOffTheBus_bringsTheFault() throws InterruptedException {
        NvmlStub stub = NvmlStub.in(folder).scene(NvmlScenes.TWO_CARDS);
        try (GpuSource source = NvmlSource.open(stub.library())) {
            // Asked while the card is there: a driver tells nothing of one that was lost before.
            assertEquals(Optional.empty(), source.awaitFault(Duration.ZERO));
            bringsTheFault(source, stub);
        }
    }

    private static void bringsTheFault(GpuSource source, NvmlStub stub)
            throws InterruptedException {
        try (GpuSampler sampler = GpuSampler.start(source, PERIOD)) {
            GpuSample sample = sampler.next(Optional.empty());
            stub.scene(NvmlScenes.LOST_3090_WITH_FAULT);
            while (withFaults(sampler).isEmpty()) {
                sample = sampler.next(Optional.of(sample));
            }
            GpuSample told = withFaults(sampler).getFirst();
            assertEquals(1, told.faults().size());
            assertEquals(79, told.faults().getFirst().xid());
            assertEquals(source.cards().getLast(), told.faults().getFirst().card());
            assertEquals(Reading.unknown("NVML_ERROR_GPU_IS_LOST"), temperature(told));
            sampler.next(sampler.latest());
            assertEquals(List.of(told), withFaults(sampler));
        }
    }

    /** Looks at all samples: a test that is held up may miss one that {@code next} gave. */
    private static List<GpuSample> withFaults(GpuSampler sampler) {
        return sampler.history(100).stream().filter(it -> !it.faults().isEmpty()).toList();
    }

    @Test
    void start_noCards_samplesAllTheSame() throws InterruptedException {
        try (GpuSampler sampler = GpuSampler.start(new NoGpuSource(List.of()), PERIOD)) {
            assertEquals(List.of(), sampler.next(Optional.empty()).cards());
        }
    }

    @Test
    void start_shorterThanTheDriverBears_isRejected() {
        GpuSource none = new NoGpuSource(List.of());
        IllegalArgumentException refusal =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> GpuSampler.start(none, PERIOD.minusMillis(1)));
        assertEquals(
                "time between samples: found 499 ms, expected 500 ms or more",
                refusal.getMessage());
    }

    @Test
    void next_closedWhileWaiting_isToldSo() throws Exception {
        GpuSampler sampler = GpuSampler.start(new NoGpuSource(List.of()), Duration.ofDays(1));
        GpuSample only = sampler.next(Optional.empty());
        CompletableFuture<GpuSample> told = new CompletableFuture<>();
        Thread waiting =
                Thread.ofPlatform()
                        .daemon()
                        .start(
                                () -> {
                                    try {
                                        told.complete(sampler.next(Optional.of(only)));
                                    } catch (InterruptedException | RuntimeException failed) {
                                        told.completeExceptionally(failed);
                                    }
                                });
        sampler.close();
        ExecutionException failure =
                assertThrows(ExecutionException.class, () -> told.get(30, TimeUnit.SECONDS));
        assertInstanceOf(IllegalStateException.class, failure.getCause());
        waiting.join();
        assertEquals(Optional.of(only), sampler.latest());
    }

    @Test
    void next_interrupted_endsTheWait() throws InterruptedException {
        try (GpuSampler sampler =
                GpuSampler.start(new NoGpuSource(List.of()), Duration.ofDays(1))) {
            GpuSample only = sampler.next(Optional.empty());
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, () -> sampler.next(Optional.of(only)));
        }
    }

    @Test
    void close_ofAnOpenSampler_endsItsThreads() throws InterruptedException {
        NvmlStub stub = NvmlStub.in(folder).scene(NvmlScenes.TWO_CARDS);
        try (GpuSource source = NvmlSource.open(stub.library())) {
            GpuSampler sampler = GpuSampler.start(source, PERIOD);
            sampler.next(Optional.empty());
            sampler.close();
            sampler.close();
            List<String> left =
                    Thread.getAllStackTraces().keySet().stream()
                            .map(Thread::getName)
                            .filter(name -> name.startsWith("gpu-"))
                            .toList();
            assertEquals(List.of(), left);
        }
    }
}
