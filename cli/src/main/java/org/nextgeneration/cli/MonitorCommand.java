package org.nextgeneration.cli;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import org.nextgeneration.cli.monitor.Glyphs;
import org.nextgeneration.cli.monitor.MonitorJson;
import org.nextgeneration.cli.monitor.MonitorSample;
import org.nextgeneration.cli.monitor.MonitorSampler;
import org.nextgeneration.cli.monitor.MonitorView;
import org.nextgeneration.cli.monitor.Palette;
import org.nextgeneration.cli.terminal.CommandFailure;
import org.nextgeneration.cli.terminal.ExitCode;
import org.nextgeneration.cli.terminal.JsonText;
import org.nextgeneration.gpu.GpuSample;
import org.nextgeneration.health.MonitorLog;
import org.nextgeneration.store.StoreRoots.Platform;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code nextgen monitor}: cards, models and processes, as a screen where a person watches, else as
 * text or JSON, one sample after another.
 */
@Command(name = "monitor")
final class MonitorCommand implements Action {
    private static final double SECONDS_MIN = 0.5;
    private static final double SECONDS_MAX = 3_600;
    private static final int MILLIS_PER_SECOND = 1_000;

    @Option(names = "--once")
    boolean once;

    @Option(names = "--json")
    boolean json;

    @Option(names = "--interval", paramLabel = "SECONDS")
    double intervalSeconds = 1;

    @Option(names = "--no-log")
    boolean noLog;

    @Override
    public ExitCode run(Session session) throws InterruptedException {
        // Written so that what is not a number is refused too.
        if (!(intervalSeconds >= SECONDS_MIN && intervalSeconds <= SECONDS_MAX)) {
            throw CommandFailure.wrongUsage(
                    "monitor.wrong-interval", intervalSeconds, SECONDS_MIN, (int) SECONDS_MAX);
        }
        MonitorSampler sampler =
                new MonitorSampler(
                        session.gpuGuard(),
                        session.configuration().thresholds().value(),
                        session.runtimeFolder());
        try {
            if (once) {
                GpuSample cards =
                        session.gpuGuard()
                                .sample()
                                .orElseThrow(
                                        () ->
                                                CommandFailure.failed(
                                                        "driver", "failure.driver-silent"));
                show(session, sampler.complete(cards), TerminalWidth.of(session));
                return ExitCode.DONE;
            }
            return watch(session, sampler);
        } catch (UncheckedIOException unreadable) {
            throw CommandFailure.failed(
                    "io",
                    "failure.file-unreadable",
                    session.runtimeFolder(),
                    requireNonNull(unreadable.getCause()));
        }
    }

    private ExitCode watch(Session session, MonitorSampler sampler) throws InterruptedException {
        Duration interval = Duration.ofMillis(Math.round(intervalSeconds * MILLIS_PER_SECOND));
        boolean live = !json && session.screen().outIsTerminal() && !isDumb(session);
        // Closed last: until then the process waits for us to give the terminal back.
        try (Interruption _ = Interruption.watch();
                MonitorJournal journal = journal(session);
                MonitorFeed feed =
                        new MonitorFeed(session.gpuGuard().source(), sampler, interval)) {
            if (live) {
                return new MonitorLive(view(session), feed, journal).run();
            }
            int columns = TerminalWidth.of(session);
            while (!session.screen().readerGone()) {
                MonitorSample sample = feed.next();
                journal.offer(sample);
                show(session, sample, columns);
            }
            return ExitCode.DONE;
        }
    }

    private static boolean isDumb(Session session) {
        return session.surroundings().environment().getOrDefault("TERM", "dumb").equals("dumb")
                && session.surroundings().platform() != Platform.WINDOWS;
    }

    private MonitorJournal journal(Session session) {
        if (noLog) {
            return new MonitorJournal(session, Optional.empty());
        }
        try {
            Optional<MonitorLog> log =
                    MonitorLog.open(session.stateFolder(), ZoneId.systemDefault());
            if (log.isEmpty()) {
                session.screen().note(session.text("monitor.log-elsewhere"));
            }
            return new MonitorJournal(session, log);
        } catch (IOException unusable) {
            session.screen()
                    .warning(
                            session.text(
                                    "monitor.log-unwritable", session.stateFolder(), unusable));
            return new MonitorJournal(session, Optional.empty());
        }
    }

    private void show(Session session, MonitorSample sample, int columns) {
        if (json) {
            session.screen().line(JsonText.of(new MonitorJson(session.messages()).full(sample)));
            return;
        }
        view(session).text(sample, columns).forEach(session.screen()::styledLine);
    }

    private static MonitorView view(Session session) {
        var environment = session.surroundings().environment();
        return new MonitorView(
                session.messages(),
                Glyphs.of(environment, session.surroundings().platform() == Platform.WINDOWS),
                Palette.of(
                        session.screen().colouredOut(),
                        environment.getOrDefault("TERM", ""),
                        environment.getOrDefault("COLORTERM", "")),
                ZoneId.systemDefault());
    }
}
