package org.nextgeneration.bench.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A peer in a process of its own, which stays between two models. One thread opens and closes;
 * several may ask.
 */
final class ChildPeer implements Peer {
    /**
     * How to run one.
     *
     * @param name the name in the table
     * @param command the program and its arguments
     * @param needed a file without which it cannot start
     * @param remedy what to do where that is missing
     * @param refusals by name, the loads that it cannot run, and why
     */
    record Plan(
            String name,
            List<String> command,
            Path needed,
            String remedy,
            Map<String, String> refusals) {
        /** Copies the collections. */
        Plan {
            command = List.copyOf(command);
            refusals = Map.copyOf(refusals);
        }
    }

    private final Plan plan;
    private @Nullable ChildProcess process;

    /** Creates it; nothing starts before a model is opened. */
    ChildPeer(Plan plan) {
        this.plan = plan;
    }

    @Override
    public String name() {
        return plan.name();
    }

    @Override
    public Optional<String> refusal(Load load) {
        return plan.needed().toFile().exists()
                ? Optional.ofNullable(plan.refusals().get(load.name()))
                : Optional.of("is not installed: " + plan.remedy());
    }

    @Override
    public PeerSession open(Opening opening) {
        ChildProcess running = process;
        if (running == null || !running.isAlive()) {
            running = start();
            process = running;
        }
        running.command(
                ChildLine.of(
                        "open",
                        opening.model().toAbsolutePath(),
                        opening.contextTokens(),
                        opening.sequences(),
                        opening.threads(),
                        opening.endTokens().stream()
                                .map(String::valueOf)
                                .collect(Collectors.joining(","))),
                "opened");
        return new Session(running);
    }

    private ChildProcess start() {
        try {
            return ChildProcess.start(plan.name(), plan.command());
        } catch (IOException failed) {
            throw new PeerException("%s: cannot start: %s".formatted(plan.name(), failed));
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }

    /** A model that is open in the process. */
    private record Session(ChildProcess process) implements PeerSession {
        @Override
        public List<Answer> ask(List<Ask> together) throws InterruptedException {
            return process.ask(together);
        }

        @Override
        public void close() {
            // One that has ended has nothing loaded.
            if (process.isAlive()) {
                process.command(ChildLine.of("close"), "closed");
            }
        }
    }
}
