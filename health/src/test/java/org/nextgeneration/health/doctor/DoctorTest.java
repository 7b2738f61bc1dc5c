package org.nextgeneration.health.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.nextgeneration.health.doctor.Check.State.FAILED;
import static org.nextgeneration.health.doctor.Check.State.NOT_APPLICABLE;
import static org.nextgeneration.health.doctor.Check.State.WARNING;
import static org.nextgeneration.health.doctor.Judged.only;
import static org.nextgeneration.health.doctor.Judged.words;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nextgeneration.agents.Assistants;
import org.nextgeneration.gpu.GpuGuard;
import org.nextgeneration.gpu.GpuPolicy;
import org.nextgeneration.gpu.NoGpuSource;
import org.nextgeneration.gpu.SourceFailure;
import org.nextgeneration.gpu.Thresholds;
import org.nextgeneration.store.Catalogue;
import org.nextgeneration.store.ModelStore;
import org.nextgeneration.store.StoreRoot;

class DoctorTest {
    @TempDir Path home;

    private static GpuGuard noCard() {
        return new GpuGuard(
                new NoGpuSource(List.of(SourceFailure.of(SourceFailure.Kind.LIBRARY_MISSING))),
                GpuPolicy.BUILT_IN);
    }

    private Subjects subjects(Supplier<GpuGuard> guard) {
        return new Subjects(
                guard,
                GpuPolicy.BUILT_IN,
                Thresholds.BUILT_IN,
                Map.of("OLLAMA_HOST", "8.8.8.8"),
                false,
                List.of(home),
                new ModelStore(List.of(new StoreRoot(home)), null, Catalogue.builtIn()),
                Catalogue.builtIn(),
                Map.of(),
                Assistants.builtIn(),
                Optional.empty(),
                home.resolve("state"),
                home.resolve("run"));
    }

    @Test
    void examine_everything_hasTheThreeBlocksInOrder() throws InterruptedException {
        Diagnosis diagnosis =
                Doctor.examine(
                        subjects(DoctorTest::noCard),
                        () -> new Inference.Failed("broken"),
                        _ -> {});
        List<Check.Block> blocks = diagnosis.checks().stream().map(Check::block).toList();
        assertEquals(blocks.stream().sorted().toList(), blocks);
        assertEquals(FAILED, only(diagnosis.checks(), "engine.inference").state());
        assertEquals(WARNING, only(diagnosis.checks(), "ollama.server").state());
        assertEquals(FAILED, diagnosis.state());
    }

    @Test
    void preflight_hasTheSameChecks_andAsksNobody() throws InterruptedException {
        Subjects subjects = subjects(DoctorTest::noCard);
        Diagnosis quick = Doctor.preflight(subjects, _ -> {});
        Diagnosis whole = Doctor.examine(subjects, Inference.NoModel::new, _ -> {});
        assertEquals(ids(whole), ids(quick));
        for (String id : List.of("engine.inference", "ollama.server")) {
            Check check = only(quick.checks(), id);
            assertEquals(NOT_APPLICABLE, check.state());
            assertEquals("doctor.not-asked", check.found().key());
        }
    }

    private static List<String> ids(Diagnosis diagnosis) {
        return diagnosis.checks().stream().map(Check::id).collect(Collectors.toList());
    }

    @Test
    void driver_thatFails_isACheckAndTheRestGoesOn() throws InterruptedException {
        Diagnosis diagnosis =
                Doctor.preflight(
                        subjects(
                                () -> {
                                    throw new IllegalStateException("the driver is on fire");
                                }),
                        _ -> {});
        Check first = diagnosis.checks().getFirst();
        assertEquals("gpu.source", first.id());
        assertTrue(words(first.found()).contains("the driver is on fire"));
        assertEquals("assistants.workflows", diagnosis.checks().getLast().id());
    }

    @Test
    void probe_thatHangs_isGivenUp() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        TimedProbe.Outcome<String> outcome =
                TimedProbe.ask(
                        "hang",
                        Duration.ofMillis(50),
                        () -> {
                            never.await();
                            return "";
                        });
        assertInstanceOf(TimedProbe.Outcome.Late.class, outcome);
    }

    @Test
    void complaint_withoutAFix_isRejected() {
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        new Check(
                                "a",
                                Check.Block.SYSTEM,
                                WARNING,
                                Text.of("k"),
                                Optional.of(Text.of("k")),
                                Optional.empty()));
    }
}
