package org.nextgeneration.cli;

import static java.util.Objects.requireNonNull;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nextgeneration.cli.terminal.CommandFailure;
import org.nextgeneration.cli.terminal.ExitCode;
import org.nextgeneration.cli.terminal.JsonText;
import org.nextgeneration.cli.terminal.Sizes;
import org.nextgeneration.cli.terminal.Table;
import org.nextgeneration.engine.WorkerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nextgen ps}: which models are loaded now, by whichever command. */
@Command(name = "ps")
final class PsCommand implements Action {
    @Option(names = "--json")
    boolean json;

    @Override
    public ExitCode run(Session session) {
        List<WorkerRecord> workers = workers(session.runtimeFolder());
        if (json) {
            session.screen()
                    .line(
                            JsonText.of(
                                    Map.of(
                                            "workers",
                                            workers.stream().map(PsCommand::object).toList())));
            return ExitCode.DONE;
        }
        if (workers.isEmpty()) {
            session.screen().note(session.text("ps.none"));
            return ExitCode.DONE;
        }
        Table table =
                new Table(
                        session.text("column.pid"),
                        session.text("column.model"),
                        session.text("column.device"),
                        session.text("column.context"),
                        session.text("column.memory"),
                        session.text("column.since"));
        Instant now = Instant.now();
        for (WorkerRecord worker : workers) {
            table.row(
                    Long.toString(worker.pid()),
                    worker.model().name(),
                    worker.model().device(),
                    Integer.toString(worker.model().contextTokens()),
                    Sizes.gibibytes(worker.residentBytes(), session.messages()),
                    age(Duration.between(worker.loadedAt(), now)));
        }
        table.lines().forEach(session.screen()::line);
        return ExitCode.DONE;
    }

    private static List<WorkerRecord> workers(Path folder) {
        try {
            return WorkerRecord.list(folder);
        } catch (UncheckedIOException unreadable) {
            throw CommandFailure.failed(
                    "io", "failure.file-unreadable", folder, requireNonNull(unreadable.getCause()));
        }
    }

    private static String age(Duration age) {
        long seconds = Math.max(0, age.toSeconds());
        return "%d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    private static Map<String, Object> object(WorkerRecord worker) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("pid", worker.pid());
        json.put("parent_pid", worker.parentPid());
        json.put("model", worker.model().name());
        json.put("engine", worker.model().engine());
        json.put("device", worker.model().device());
        json.put("quantization", worker.model().quantization());
        json.put("context_tokens", worker.model().contextTokens());
        json.put("resident_bytes", worker.residentBytes());
        json.put("loaded_at", worker.loadedAt().toString());
        return json;
    }
}
