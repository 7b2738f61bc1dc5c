package org.nextgeneration.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.store.StoreRoots.Platform;

/**
 * Passes the signals that we get on to a program that we run, so that it is stopped, told to read
 * its configuration again, and so on, as if it had been started without us.
 *
 * <p>Ctrl-C at a terminal reaches the program by itself, for the terminal sends it to both; only
 * from the second on, or without a terminal, is it passed on.
 */
final class SignalForwarding implements AutoCloseable {
    private static final List<String> UNIX = List.of("INT", "TERM", "HUP", "USR1", "USR2", "CONT");
    private static final List<String> WINDOWS = List.of("INT", "TERM");

    /** Signals that are kept until the program is there. */
    private static final int EARLY_MAX = 16;

    private final boolean terminal;
    private final Map<String, Object> previous = new LinkedHashMap<>();
    private final List<String> early = new ArrayList<>();
    private @Nullable Process process;
    private int interrupts;

    private SignalForwarding(boolean terminal) {
        this.terminal = terminal;
    }

    /** Begins, before there is a program: what comes early is kept for it. */
    static SignalForwarding begin(Surroundings surroundings) {
        boolean terminal =
                surroundings.inIsTerminal()
                        || surroundings.screen().outIsTerminal()
                        || surroundings.screen().errIsTerminal();
        SignalForwarding forwarding = new SignalForwarding(terminal);
        List<String> names = surroundings.platform() == Platform.WINDOWS ? WINDOWS : UNIX;
        for (String name : names) {
            try {
                Object before = Signals.register(name, () -> forwarding.got(name));
                if (before != null) {
                    forwarding.previous.put(name, before);
                }
            } catch (IllegalArgumentException _) {
                // The JVM keeps that signal for itself.
            }
        }
        return forwarding;
    }

    /** Passes on to this program from now on, first what came before it was there. */
    synchronized void to(Process program) {
        process = program;
        early.forEach(name -> pass(name, program));
        early.clear();
    }

    private synchronized void got(String name) {
        Process program = process;
        if (program == null) {
            if (early.size() < EARLY_MAX) {
                early.add(name);
            }
        } else if (!(name.equals("INT") && terminal && interrupts++ == 0)) {
            pass(name, program);
        }
    }

    private static void pass(String name, Process program) {
        if (name.equals("TERM")) {
            program.destroy();
            return;
        }
        if (!program.isAlive()) {
            // Its number may be another's by now.
            return;
        }
        List<String> kill = List.of("kill", "-" + name, Long.toString(program.pid()));
        try {
            new ProcessBuilder(kill)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException _) {
            // Without that command (Windows) an interrupt can only be an end.
            program.destroy();
        }
    }

    @Override
    public void close() {
        previous.forEach(Signals::unregister);
    }
}
