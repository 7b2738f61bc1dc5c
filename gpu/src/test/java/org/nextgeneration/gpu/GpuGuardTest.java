package org.nextgeneration.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nextgeneration.gpu.stub.NvmlScenes;
import org.nextgeneration.gpu.stub.NvmlStub;

@Timeout(60)
class GpuGuardTest {
    private static final String HANGING =
            NvmlScenes.TWO_CARDS + "hang nvmlDeviceGetComputeRunningProcesses_v3 600000\n";

    @TempDir Path folder;

    @Test
    void placement_ownProcess_isWhereTheDriverSeesIt() throws IOException {
        long pid = ProcessHandle.current().pid();
        NvmlStub stub = NvmlStub.in(folder).scene(NvmlScenes.processOn5060Ti(pid));
        try (GpuSource source = NvmlSource.open(stub.library())) {
            GpuGuard guard = new GpuGuard(source, GpuPolicy.BUILT_IN);
            assertEquals(1, guard.decision().allowed().size());
            assertInstanceOf(Placement.Denied.class, guard.placement(Set.of(pid)));
            assertEquals(new Placement.Nowhere(), guard.placement(Set.of(1L)));
            stub.scene(NvmlScenes.twoCards("", "compute %d 8".formatted(pid)));
            assertInstanceOf(Placement.Allowed.class, guard.placement(Set.of(pid)));
        }
    }

    @Test
    void placement_driverHangs_isUnknownUntilItAnswersAgain() throws IOException {
        NvmlStub stub = NvmlStub.in(folder).scene(HANGING);
        try (GpuSource source = NvmlSource.open(stub.library())) {
            GpuGuard guard = new GpuGuard(source, GpuPolicy.BUILT_IN, Duration.ofMillis(50));
            assertInstanceOf(Placement.Unknown.class, guard.placement(Set.of(1L)));
            assertInstanceOf(Placement.Unknown.class, guard.placement(Set.of(1L)));
            assertEquals(Optional.empty(), guard.sample());
            stub.scene(NvmlScenes.TWO_CARDS);
            // What hung ends on a thread of its own.
            while (guard.placement(Set.of(1L)) instanceof Placement.Unknown) {
                Thread.onSpinWait();
            }
            assertEquals(new Placement.Nowhere(), guard.placement(Set.of(1L)));
            assertEquals(2, guard.sample().orElseThrow().cards().size());
        }
    }

    @Test
    void processes_noCard_isEmpty() {
        GpuGuard guard = new GpuGuard(new NoGpuSource(List.of()), GpuPolicy.BUILT_IN);
        assertEquals(List.of(), guard.processes());
        assertEquals(new Placement.Nowhere(), guard.placement(Set.of(1L)));
    }
}
