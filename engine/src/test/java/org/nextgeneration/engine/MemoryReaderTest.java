package org.nextgeneration.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nextgeneration.gpu.GpuGuard;
import org.nextgeneration.gpu.GpuPolicy;
import org.nextgeneration.gpu.GpuSource;
import org.nextgeneration.gpu.NoGpuSource;
import org.nextgeneration.gpu.NvmlSource;
import org.nextgeneration.gpu.stub.NvmlScenes;
import org.nextgeneration.gpu.stub.NvmlStub;

class MemoryReaderTest {
    private static final long MEBIBYTE = 1 << 20;

    @TempDir private java.nio.file.Path folder;

    @Test
    void host_linesOfTheSystem_totalAndAvailable() {
        assertEquals(
                Optional.of(new MemoryRoom.Host(16_384L * 1024, 8_000L * 1024)),
                MemoryReader.host(
                        List.of(
                                "MemTotal:          16384 kB",
                                "MemFree:             100 kB",
                                "MemAvailable:       8000 kB")));
    }

    @Test
    void host_oddLines_tellNothing() {
        assertEquals(Optional.empty(), MemoryReader.host(List.of()));
        assertEquals(
                Optional.empty(),
                MemoryReader.host(List.of("MemTotal: 16384 kB", "MemAvailable: lots kB")));
        assertEquals(
                Optional.empty(), MemoryReader.host(List.of("MemTotal: 1", "MemAvailable: 1 kB")));
    }

    @Test
    void read_allowedCard_freeMemoryAndReserve() {
        NvmlStub stub = NvmlStub.in(folder).scene(NvmlScenes.TWO_CARDS);
        try (GpuSource source = NvmlSource.open(stub.library())) {
            GpuGuard guard = new GpuGuard(source, GpuPolicy.BUILT_IN);
            MemoryRoom.Card card = MemoryReader.read(guard, true).card().orElseThrow();
            assertEquals("RTX 3090", card.name());
            assertEquals(24_576 * MEBIBYTE, card.totalBytes());
            assertEquals(512 * MEBIBYTE, card.reserveBytes());
            assertEquals(1, card.count());
            assertEquals(
                    card.freeBytes() - card.reserveBytes() - MemoryRoom.CARD_MARGIN_BYTES,
                    card.usableBytes());
            assertEquals(Optional.empty(), MemoryReader.read(guard, false).card());
        }
    }

    @Test
    void read_cardThatDoesNotTell_isUnknown() {
        NvmlStub stub = NvmlStub.in(folder).scene(NvmlScenes.TWO_CARDS);
        try (GpuSource source = NvmlSource.open(stub.library())) {
            GpuGuard guard = new GpuGuard(source, GpuPolicy.BUILT_IN);
            stub.scene(NvmlScenes.LOST_3090);
            MemoryRoom room = MemoryReader.read(guard, true);
            assertEquals(Optional.empty(), room.card());
            assertEquals(Long.MAX_VALUE, room.cardBytes());
        }
    }

    @Test
    void read_noCard_isUnknown() {
        GpuGuard guard = new GpuGuard(new NoGpuSource(List.of()), GpuPolicy.BUILT_IN);
        assertEquals(Optional.empty(), MemoryReader.read(guard, false).card());
    }
}
