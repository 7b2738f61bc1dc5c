package org.nextgeneration.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nextgeneration.gpu.stub.NvmlScenes;
import org.nextgeneration.gpu.stub.NvmlStub;

/** Faults that the driver reports, through the real ABI. */
class NvmlFaultsTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    @TempDir Path folder;

    @Test
    void awaitFault_cardFallsOffTheBus_isToldOnce() throws InterruptedException {
        NvmlStub stub = NvmlStub.in(folder).scene(NvmlScenes.TWO_CARDS);
        try (GpuSource source = NvmlSource.open(stub.library())) {
            assertEquals(Optional.empty(), source.awaitFault(Duration.ZERO));
            stub.scene(NvmlScenes.LOST_3090_WITH_FAULT);
            XidEvent fault = source.awaitFault(LONG).orElseThrow();
            assertEquals(source.cards().getLast(), fault.card());
            assertEquals(79, fault.xid());
            assertEquals(Optional.empty(), source.awaitFault(Duration.ofMillis(1)));
        }
    }

    @Test
    void awaitFault_sceneChangesWhileWaiting_isWoken() throws Exception {
        NvmlStub stub = NvmlStub.in(folder).scene(NvmlScenes.TWO_CARDS);
        try (GpuSource source = NvmlSource.open(stub.library())) {
            assertEquals(Optional.empty(), source.awaitFault(Duration.ZERO));
            CompletableFuture<Long> told = new CompletableFuture<>();
            Thread waiting =
                    Thread.ofPlatform()
                            .daemon()
                            .start(
                                    () -> {
                                        try {
                                            told.complete(
                                                    source.awaitFault(LONG).orElseThrow().xid());
                                        } catch (InterruptedException | RuntimeException failed) {
                                            told.completeExceptionally(failed);
                                        }
                                    });
            stub.scene(NvmlScenes.TWO_CARDS + "xid 0 31\n");
            assertEquals(31, told.get(30, TimeUnit.SECONDS));
            waiting.join();
        }
    }

    @Test
    void awaitFault_interrupted_endsTheWait() {
        NvmlStub stub = NvmlStub.in(folder).scene(NvmlScenes.TWO_CARDS);
        try (GpuSource source = NvmlSource.open(stub.library())) {
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, () -> source.awaitFault(LONG));
        }
    }

    @Test
    void awaitFault_sourceIsClosedMeanwhile_endsTheWait() throws Exception {
        NvmlStub stub = NvmlStub.in(folder).scene(NvmlScenes.TWO_CARDS);
        GpuSource source = NvmlSource.open(stub.library());
        CompletableFuture<Optional<XidEvent>> told = new CompletableFuture<>();
        Thread waiting =
                Thread.ofPlatform()
                        .daemon()
                        .start(
                                () -> {
                                    try {
                                        told.complete(source.awaitFault(LONG));
                                    } catch (InterruptedException | RuntimeException failed) {
                                        told.completeExceptionally(failed);
                                    }
                                });
        source.close();
        assertEquals(Optional.empty(), told.get(30, TimeUnit.SECONDS));
        waiting.join();
    }

    @Test
    void awaitFault_driverWithoutEvents_returnsAtOnce() throws InterruptedException {
        NvmlStub old = NvmlStub.in(folder, 390).scene(NvmlScenes.TWO_CARDS);
        try (GpuSource source = NvmlSource.open(old.library())) {
            assertReturnsAtOnce(source);
        }
    }

    @Test
    void awaitFault_systemWithoutEvents_returnsAtOnce() throws InterruptedException {
        NvmlStub stub =
                NvmlStub.in(folder)
                        .scene("fail nvmlDeviceRegisterEvents 3\n" + NvmlScenes.TWO_CARDS);
        try (GpuSource source = NvmlSource.open(stub.library())) {
            assertReturnsAtOnce(source);
        }
    }

    @Test
    void awaitFault_driverKeepsFailing_givesUp() throws InterruptedException {
        NvmlStub stub =
                NvmlStub.in(folder).scene("fail nvmlEventSetWait_v2 15\n" + NvmlScenes.TWO_CARDS);
        try (GpuSource source = NvmlSource.open(stub.library())) {
            assertReturnsAtOnce(source);
        }
    }

    @Test
    void awaitFault_oneCardWithoutEvents_tellsOfTheOther() throws InterruptedException {
        NvmlStub stub =
                NvmlStub.in(folder)
                        .scene("fail nvmlDeviceRegisterEvents 15 1\n" + NvmlScenes.TWO_CARDS);
        try (GpuSource source = NvmlSource.open(stub.library())) {
            assertEquals(Optional.empty(), source.awaitFault(Duration.ZERO));
            stub.scene(NvmlScenes.TWO_CARDS + "xid 0 13\n");
            assertEquals(13, source.awaitFault(LONG).orElseThrow().xid());
        }
    }

    private static void assertReturnsAtOnce(GpuSource source) throws InterruptedException {
        long startNanos = System.nanoTime();
        assertEquals(Optional.empty(), source.awaitFault(LONG));
        assertTrue(System.nanoTime() - startNanos < LONG.toNanos() / 2);
    }
}
