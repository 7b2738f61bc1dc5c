package org.nextgeneration.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nextgeneration.cli.monitor.MonitorJson;
import org.nextgeneration.cli.monitor.MonitorSample;
import org.nextgeneration.cli.terminal.JsonText;
import org.nextgeneration.health.MonitorLog;

/**
 * Keeps the monitor's samples, if it may. What goes wrong is said when the monitor ends: before
 * that a person may be watching a screen. One thread.
 */
final class MonitorJournal implements AutoCloseable {
    private static final int TROUBLES_MAX = 10;

    private final Session session;
    private final Optional<MonitorLog> log;
    private final MonitorJson json;
    private final List<IOException> troubles = new ArrayList<>();

    MonitorJournal(Session session, Optional<MonitorLog> log) {
        this.session = session;
        this.log = log;
        json = new MonitorJson(session.messages());
    }

    void offer(MonitorSample sample) {
        log.flatMap(file -> file.offer(sample.takenAt(), () -> JsonText.of(json.brief(sample))))
                .filter(_ -> troubles.size() < TROUBLES_MAX)
                .ifPresent(troubles::add);
    }

    @Override
    public void close() {
        log.ifPresent(
                file -> {
                    try {
                        file.close();
                    } catch (IOException unwritten) {
                        troubles.add(unwritten);
                    }
                });
        troubles.forEach(
                trouble ->
                        session.screen()
                                .warning(
                                        session.text(
                                                "monitor.log-unwritable",
                                                session.stateFolder(),
                                                trouble)));
    }
}
