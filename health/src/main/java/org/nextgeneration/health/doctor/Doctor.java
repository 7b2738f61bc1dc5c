package org.nextgeneration.health.doctor;

import static java.util.Objects.requireNonNull;
import static org.nextgeneration.health.doctor.Check.Block.ASSISTANTS;
import static org.nextgeneration.health.doctor.Check.Block.MODELS;
import static org.nextgeneration.health.doctor.Check.Block.SYSTEM;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.nextgeneration.engine.WorkerRecord;
import org.nextgeneration.gpu.GpuGuard;
import org.nextgeneration.gpu.NoGpuSource;
import org.nextgeneration.gpu.Placement;
import org.nextgeneration.health.AuditFile;
import org.nextgeneration.health.doctor.OllamaFacts.Running;
import org.nextgeneration.health.doctor.OllamaFacts.ServerProcess;
import org.nextgeneration.select.TaskAnalyzer;
import org.nextgeneration.store.Inventory;

/**
 * Looks at the machine, the models and the assistants, and judges them.
 *
 * <p>Changes nothing itself; a trial answer may be put on record. Each look has a limit in time,
 * and one that fails or takes too long becomes a check that says so. One thread; it waits for
 * others.
 */
public final class Doctor {
    /** A driver that is starting up can take seconds. */
    static final Duration CARDS_LIMIT = Duration.ofSeconds(20);

    /** A disk that sleeps, or is in the network. */
    static final Duration DISK_LIMIT = Duration.ofSeconds(20);

    static final Duration OLLAMA_LIMIT = Duration.ofSeconds(20);

    /** The demo model answers in a second; a slow disk and a busy machine take longer. */
    static final Duration INFERENCE_LIMIT = Duration.ofSeconds(90);

    private final Subjects subjects;
    private final Consumer<Text> progress;
    private final List<Check> checks = new ArrayList<>();
    private GpuGuard guard;

    private Doctor(Subjects subjects, Consumer<Text> progress) {
        this.subjects = requireNonNull(subjects, "subjects");
        this.progress = requireNonNull(progress, "progress");
        this.guard = new GpuGuard(new NoGpuSource(List.of()), subjects.policy());
    }

    /**
     * Makes the checks that need neither an answer of a model nor another program's: what has to be
     * well before a server starts. Takes less than a second on a healthy machine.
     *
     * @param progress told what is looked at next
     * @throws InterruptedException if interrupted
     */
    public static Diagnosis preflight(Subjects subjects, Consumer<Text> progress)
            throws InterruptedException {
        Doctor doctor = new Doctor(subjects, progress);
        doctor.cards();
        doctor.engine(Optional.empty());
        doctor.judgeOllama(new OllamaFacts.NotAsked());
        doctor.modelsAndAssistants();
        return new Diagnosis(doctor.checks);
    }

    /**
     * Makes every check.
     *
     * @param trial how to load a model and have an answer from it
     * @param progress told what is looked at next
     * @throws InterruptedException if interrupted
     */
    public static Diagnosis examine(
            Subjects subjects, Inference.Trial trial, Consumer<Text> progress)
            throws InterruptedException {
        Doctor doctor = new Doctor(subjects, progress);
        doctor.cards();
        doctor.engine(Optional.of(trial));
        doctor.ollama();
        doctor.modelsAndAssistants();
        return new Diagnosis(doctor.checks);
    }

    /** {@return what is left to say where the configuration cannot be used} Pure. */
    public static Diagnosis withoutConfiguration(List<String> problems, Path file) {
        return new Diagnosis(
                List.of(
                        Check.failed(
                                AssistantChecks.CONFIGURATION,
                                ASSISTANTS,
                                Text.of(
                                        "doctor.configuration.wrong",
                                        file.toString(),
                                        new Text.Lines(problems)),
                                Text.of("doctor.configuration.expected"),
                                Text.verbatim("nextgen config check"))));
    }

    private void cards() throws InterruptedException {
        progress.accept(Text.of("doctor.progress.cards"));
        learn(CardChecks.SOURCE, SYSTEM, CARDS_LIMIT, subjects.guard()::get)
                .ifPresent(opened -> guard = opened);
        Set<Long> ours =
                learn(
                                CardStateChecks.MEMORY,
                                SYSTEM,
                                DISK_LIMIT,
                                () ->
                                        WorkerRecord.list(subjects.runtimeFolder()).stream()
                                                .map(WorkerRecord::pid)
                                                .collect(Collectors.toUnmodifiableSet()))
                        .orElse(Set.of());
        learn(
                        CardChecks.CARD,
                        SYSTEM,
                        CARDS_LIMIT,
                        () -> GpuFacts.gather(guard, subjects.thresholds(), ours))
                .ifPresent(
                        facts -> {
                            checks.addAll(CardChecks.of(facts));
                            checks.addAll(CardStateChecks.of(facts));
                            checks.addAll(DeniedUseChecks.of(facts));
                        });
        checks.addAll(MaskChecks.of(subjects.environment(), guard.decision(), subjects.windows()));
    }

    private void engine(Optional<Inference.Trial> trial) throws InterruptedException {
        progress.accept(Text.of("doctor.progress.engine"));
        boolean cardAllowed = !guard.decision().allowed().isEmpty();
        Optional<EngineFacts> library =
                learn(
                        EngineChecks.LIBRARY,
                        SYSTEM,
                        DISK_LIMIT,
                        () -> EngineFacts.gather(subjects.engineFolders()));
        library.ifPresent(facts -> checks.add(EngineChecks.library(facts, guard.decision())));
        if (trial.isEmpty()) {
            checks.addAll(EngineChecks.notTried(Text.of("doctor.not-asked")));
            return;
        }
        boolean reachesCards =
                library.flatMap(facts -> facts.taken(cardAllowed))
                        .filter(build -> !build.cardBackEnds().isEmpty())
                        .isPresent();
        learn(EngineChecks.INFERENCE, SYSTEM, INFERENCE_LIMIT, trial.get()::run)
                .ifPresent(
                        inference ->
                                checks.addAll(
                                        EngineChecks.inference(
                                                inference, guard.decision(), reachesCards)));
    }

    private void ollama() throws InterruptedException {
        progress.accept(Text.of("doctor.progress.ollama"));
        Optional<OllamaFacts> facts =
                learn(
                        OllamaChecks.SERVER,
                        SYSTEM,
                        OLLAMA_LIMIT,
                        () -> OllamaPeer.gather(subjects.environment()));
        if (facts.isPresent()) {
            judgeOllama(facts.get());
        }
    }

    private void judgeOllama(OllamaFacts facts) throws InterruptedException {
        Optional<Placement> placement = Optional.empty();
        if (facts instanceof Running running && !running.processes().isEmpty()) {
            Set<Long> pids =
                    running.processes().stream()
                            .map(ServerProcess::pid)
                            .collect(Collectors.toUnmodifiableSet());
            placement = learn(OllamaChecks.CARD, SYSTEM, CARDS_LIMIT, () -> guard.placement(pids));
        }
        checks.addAll(OllamaChecks.of(facts, guard.decision(), placement));
    }

    private void modelsAndAssistants() throws InterruptedException {
        progress.accept(Text.of("doctor.progress.models"));
        Optional<FolderFacts> folder =
                learn(
                        ModelChecks.FOLDER,
                        MODELS,
                        DISK_LIMIT,
                        () -> FolderFacts.gather(subjects.store().roots().getFirst().folder()));
        Optional<Inventory> inventory =
                learn(ModelChecks.LAYOUT, MODELS, DISK_LIMIT, subjects.store()::scan);
        if (folder.isPresent() && inventory.isPresent()) {
            checks.addAll(
                    ModelChecks.of(
                            subjects.store().roots(),
                            folder.get(),
                            inventory.get(),
                            subjects.preferred()));
        }
        TaskAnalyzer analyzer = TaskAnalyzer.builtIn().withKeywordsOf(subjects.catalogue());
        checks.add(AssistantChecks.selector(text -> analyzer.analyze(text).role()));
        inventory.ifPresent(
                installed ->
                        checks.add(
                                AssistantChecks.roles(
                                        subjects.assistants(), installed, subjects.preferred())));
        checks.add(AssistantChecks.configuration(subjects.configurationFile()));
        learn(
                        AssistantChecks.RECORDS,
                        ASSISTANTS,
                        DISK_LIMIT,
                        () ->
                                AssistantChecks.records(
                                        FolderFacts.gather(subjects.stateFolder()),
                                        writableOrAbsent(
                                                subjects.stateFolder().resolve(AuditFile.NAME))))
                .ifPresent(checks::add);
        checks.add(AssistantChecks.workflows());
    }

    private static boolean writableOrAbsent(Path file) {
        return !Files.exists(file) || Files.isWritable(file);
    }

    /** Learns something, or notes as a check of that name that it could not be learned. */
    private <T> Optional<T> learn(
            String id, Check.Block block, Duration limit, Callable<T> question)
            throws InterruptedException {
        TimedProbe.Outcome<T> outcome = TimedProbe.ask(id, limit, question);
        switch (outcome) {
            case TimedProbe.Outcome.Learned<T>(T facts) -> {
                return Optional.of(facts);
            }
            case TimedProbe.Outcome.Late<T>(Duration late) ->
                    checks.add(unmade(id, block, Text.of("doctor.probe.late", late.toSeconds())));
            case TimedProbe.Outcome.Failed<T>(String reason) ->
                    checks.add(unmade(id, block, Text.of("doctor.probe.failed", reason)));
        }
        return Optional.empty();
    }

    private static Check unmade(String id, Check.Block block, Text found) {
        return Check.failed(
                id,
                block,
                found,
                Text.of("doctor.probe.expected"),
                Text.verbatim("nextgen doctor --verbose"));
    }
}
