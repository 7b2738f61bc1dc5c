package org.nextgeneration.cli;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.nextgeneration.cli.monitor.PolicyText;
import org.nextgeneration.cli.terminal.CommandFailure;
import org.nextgeneration.cli.terminal.ExitCode;
import org.nextgeneration.gpu.GpuEnvironment;
import org.nextgeneration.gpu.GpuGuard;
import org.nextgeneration.gpu.PolicyDecision;
import org.nextgeneration.gpu.Proof;
import org.nextgeneration.gpu.ProofQueue;
import org.nextgeneration.gpu.Sighting;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nextgen exec -- CMD…}: runs any program under the policy, and proves that it keeps it. */
@Command(name = "exec")
final class ExecCommand implements Action {
    /** Ends our list of variables that a program must have, as a mark to find its processes by. */
    static final String MARK = "NEXTGEN_EXEC_ID";

    private static final int PIDS_SHOWN_MAX = 8;

    /** The system's number: 13 means that it may not be executed, 8 that it is no program. */
    private static final Pattern NOT_EXECUTABLE = Pattern.compile("error(=|: )(13|8)\\b");

    @Option(names = {"-q", "--quiet"})
    boolean quiet;

    @Parameters(arity = "1..*", paramLabel = "CMD", descriptionKey = "parameter.command")
    List<String> command = List.of();

    @Override
    public ExitCode run(Session session) throws InterruptedException {
        AuditTrail trail = new AuditTrail(session);
        try (ProofQueue proofs = new ProofQueue(trail::keep)) {
            return run(session, proofs);
        } finally {
            trail.warnOnce();
        }
    }

    private ExitCode run(Session session, ProofQueue proofs) throws InterruptedException {
        GpuGuard guard = session.gpuGuard();
        PolicyDecision decision = guard.decision();
        PolicyText words = new PolicyText(session.messages());
        String program = command.getFirst();
        if (!decision.anythingAllowed()) {
            proofs.add(
                    new Proof(
                            Instant.now(),
                            Proof.Outcome.REFUSED,
                            ProcessHandle.current().pid(),
                            program,
                            List.of(),
                            "no allowed card, processor denied"));
            throw CommandFailure.nowhere();
        }
        if (!quiet) {
            session.screen().note(session.text("exec.start", program, words.summary(decision)));
        }
        String mark = ExecProcesses.newMark();
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        Map<String, String> environment = builder.environment();
        guard.environment(GpuEnvironment.Reach.CUDA).applyTo(environment);
        environment.put(MARK, mark);
        try (SignalForwarding signals = SignalForwarding.begin(session.surroundings())) {
            Process process = start(builder, program);
            signals.to(process);
            ExecProcesses processes = new ExecProcesses(process.toHandle(), mark);
            ExecWatch watch = new ExecWatch(guard, processes, proofs, program);
            return switch (watch.run(process)) {
                case ExecWatch.End.Exited(int status, List<Long> left) -> {
                    if (!left.isEmpty() && !quiet) {
                        session.screen().warning(session.text("exec.left", program, shown(left)));
                    }
                    yield new ExitCode(status);
                }
                case ExecWatch.End.Stopped(List<Sighting> sightings) ->
                        throw new CommandFailure(
                                ExitCode.REFUSED,
                                "policy",
                                "exec.stopped",
                                words.violation(program, sightings.getFirst(), decision));
            };
        }
    }

    private static String shown(List<Long> pids) {
        String first =
                pids.stream()
                        .limit(PIDS_SHOWN_MAX)
                        .map(String::valueOf)
                        .collect(Collectors.joining(", "));
        return pids.size() <= PIDS_SHOWN_MAX ? first : first + ", …";
    }

    private static Process start(ProcessBuilder builder, String program) {
        try {
            return builder.start();
        } catch (IOException failure) {
            boolean denied = NOT_EXECUTABLE.matcher(String.valueOf(failure.getMessage())).find();
            throw new CommandFailure(
                    denied ? ExitCode.NOT_EXECUTABLE : ExitCode.NOT_FOUND,
                    "not_executable",
                    denied ? "exec.not-executable" : "exec.not-found",
                    program);
        }
    }
}
