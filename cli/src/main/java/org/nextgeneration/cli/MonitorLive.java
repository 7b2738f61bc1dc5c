package org.nextgeneration.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.nextgeneration.cli.monitor.Key;
import org.nextgeneration.cli.monitor.MonitorHistory;
import org.nextgeneration.cli.monitor.MonitorSample;
import org.nextgeneration.cli.monitor.MonitorView;
import org.nextgeneration.cli.monitor.ViewState;
import org.nextgeneration.cli.terminal.CommandFailure;
import org.nextgeneration.cli.terminal.ExitCode;

/**
 * The monitor on a terminal. One thread owns the screen and what the person chose; two others hand
 * it what happened, samples and keys, through a queue.
 */
final class MonitorLive {
    private static final int EVENTS_MAX = 64;

    private final MonitorView view;
    private final MonitorFeed feed;
    private final MonitorJournal journal;
    private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(EVENTS_MAX);
    private MonitorHistory history = MonitorHistory.EMPTY;
    private MonitorHistory shown = MonitorHistory.EMPTY;
    private ViewState state = ViewState.START;
    private int scrollMax;

    /** What happened. */
    private sealed interface Event {
        /** A key. */
        record Pressed(Key key) implements Event {}

        /** A sample. */
        record Taken(MonitorSample sample) implements Event {}

        /** The terminal has another size. */
        record Resized() implements Event {}

        /** No more samples can be taken. */
        record Failed(RuntimeException failure) implements Event {}
    }

    MonitorLive(MonitorView view, MonitorFeed feed, MonitorJournal journal) {
        this.view = view;
        this.feed = feed;
        this.journal = journal;
    }

    /** Shows the screen until the person leaves it. */
    ExitCode run() throws InterruptedException {
        try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
            Attributes before = terminal.enterRawMode();
            terminal.handle(Terminal.Signal.WINCH, _ -> events.offer(new Event.Resized()));
            terminal.handle(
                    Terminal.Signal.INT, _ -> events.offer(new Event.Pressed(Key.Named.INTERRUPT)));
            terminal.handle(Terminal.Signal.TSTP, Terminal.SignalHandler.SIG_IGN);
            Thread samples = Thread.ofPlatform().daemon().name("monitor-samples").start(this::take);
            MonitorKeys keys = new MonitorKeys(terminal);
            Thread.ofPlatform().daemon().name("monitor-keys").start(() -> read(keys));
            try (MonitorScreen screen = new MonitorScreen(terminal)) {
                loop(screen);
            } finally {
                samples.interrupt();
                terminal.setAttributes(before);
            }
            return ExitCode.DONE;
        } catch (IOException unusable) {
            throw CommandFailure.failed("io", "failure.input-unreadable", unusable);
        }
    }

    private void loop(MonitorScreen screen) throws InterruptedException {
        while (!state.quit()) {
            switch (events.take()) {
                case Event.Pressed(Key key) -> state = state.after(key, scrollMax);
                case Event.Taken(MonitorSample sample) -> {
                    history = history.plus(sample);
                    journal.offer(sample);
                }
                case Event.Resized() -> screen.forget();
                case Event.Failed(RuntimeException failure) -> throw failure;
            }
            if (!state.paused() || shown.samples().isEmpty()) {
                shown = history;
            }
            if (!shown.samples().isEmpty()) {
                scrollMax = screen.show((width, height) -> view.frame(shown, state, width, height));
            }
        }
    }

    private void take() {
        try {
            while (true) {
                events.put(new Event.Taken(feed.next()));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (UncheckedIOException | IllegalStateException failure) {
            boolean _ = events.offer(new Event.Failed(failure));
        }
    }

    private void read(MonitorKeys keys) {
        try {
            while (true) {
                events.put(new Event.Pressed(keys.next()));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
