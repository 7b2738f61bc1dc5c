package org.nextgeneration.cli;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.nextgeneration.cli.terminal.CommandFailure;
import org.nextgeneration.cli.terminal.ExitCode;
import org.nextgeneration.cli.terminal.Sizes;
import org.nextgeneration.cli.terminal.Table;
import org.nextgeneration.health.AuditEntry;
import org.nextgeneration.health.AuditFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nextgen gpu audit}: where our processes were seen, newest last. */
@Command(name = "audit")
final class GpuAuditCommand implements Action {
    private static final int LAST_MIN = 1;
    private static final int LAST_MAX = 10_000;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    @Option(names = "--last", paramLabel = "N")
    int last = 20;

    @Option(names = "--json")
    boolean json;

    @Override
    public ExitCode run(Session session) {
        if (last < LAST_MIN || last > LAST_MAX) {
            throw CommandFailure.wrongUsage("gpu.audit.wrong-last", last, LAST_MIN, LAST_MAX);
        }
        AuditFile file = new AuditFile(session.stateFolder());
        List<AuditEntry> entries = newest(file);
        if (json) {
            entries.forEach(entry -> session.screen().line(entry.json()));
            return ExitCode.DONE;
        }
        if (entries.isEmpty()) {
            session.screen().note(session.text("gpu.audit.none", file.path()));
            return ExitCode.DONE;
        }
        Table table =
                new Table(
                        session.text("gpu.column.time"),
                        session.text("gpu.column.outcome"),
                        session.text("column.pid"),
                        session.text("gpu.column.subject"),
                        session.text("gpu.column.cards"),
                        session.text("gpu.column.detail"));
        entries.forEach(entry -> row(table, entry, session));
        table.lines().forEach(session.screen()::line);
        return ExitCode.DONE;
    }

    private List<AuditEntry> newest(AuditFile file) {
        try {
            return file.newest(last);
        } catch (IOException unreadable) {
            throw CommandFailure.failed("io", "failure.file-unreadable", file.path(), unreadable);
        }
    }

    private static void row(Table table, AuditEntry entry, Session session) {
        table.row(
                TIME.format(entry.at().atZone(ZoneId.systemDefault())),
                session.text("gpu.outcome." + entry.outcome().name().toLowerCase(Locale.ROOT)),
                Long.toString(entry.pid()),
                entry.subject(),
                entry.cards().stream().map(seen -> seen(seen, session)).collect(joining(", ")),
                entry.detail());
    }

    private static String seen(AuditEntry.SeenOn seen, Session session) {
        String memory =
                seen.memoryBytes().isPresent()
                        ? Sizes.gibibytes(seen.memoryBytes().getAsLong(), session.messages())
                        : session.text("gpu.unknown");
        return "%s (%d, %s)".formatted(seen.card(), seen.pid(), memory);
    }
}
