package org.nextgeneration.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.nextgeneration.cli.terminal.Screen;
import org.nextgeneration.store.StoreRoots.Platform;

/**
 * What the program finds around it when it starts.
 *
 * @param environment the environment variables
 * @param folder the current folder
 * @param home the user's home folder
 * @param temporary the folder for temporary files
 * @param user the user's name
 * @param platform the system we run on
 * @param locale the system's locale
 * @param distribution our own files: libraries, natives, the demo model; empty where the program
 *     runs from class files and nobody said where they are
 * @param in standard input
 * @param inIsTerminal whether a person types there
 * @param screen standard output and error
 */
record Surroundings(
        Map<String, String> environment,
        Path folder,
        Path home,
        Path temporary,
        String user,
        Platform platform,
        Locale locale,
        Optional<Path> distribution,
        InputStream in,
        boolean inIsTerminal,
        Screen screen) {
    /** Set by the launchers: the folder with our own files. */
    private static final String PROPERTY_HOME = "nextgen.home";

    /** Set by the launchers: which of the descriptors 0, 1 and 2 are terminals, such as "012". */
    private static final String PROPERTY_TERMINALS = "nextgen.terminals";

    private static final int OUT_BUFFER_BYTES = 8_192;

    /** {@return the surroundings of this process} */
    static Surroundings ofProcess() {
        Map<String, String> environment = System.getenv();
        Platform platform = Platform.of(System.getProperty("os.name", ""));
        boolean colours = environment.getOrDefault("NO_COLOR", "").isEmpty();
        Screen screen =
                new Screen(
                        new BufferedOutputStream(
                                new FileOutputStream(FileDescriptor.out), OUT_BUFFER_BYTES),
                        new BufferedOutputStream(
                                new FileOutputStream(FileDescriptor.err), OUT_BUFFER_BYTES),
                        isTerminal(1),
                        isTerminal(2),
                        colours && !environment.getOrDefault("TERM", "").equals("dumb"));
        return new Surroundings(
                environment,
                Path.of("").toAbsolutePath(),
                home(environment, platform, System.getProperty("user.home", ".")),
                Path.of(System.getProperty("java.io.tmpdir", ".")),
                System.getProperty("user.name", "user"),
                platform,
                Locale.getDefault(Locale.Category.DISPLAY),
                Optional.ofNullable(System.getProperty(PROPERTY_HOME)).map(Path::of),
                System.in,
                isTerminal(0),
                screen);
    }

    /** As a shell and its programs see it; Java reads the user's record, whatever HOME says. */
    static Path home(Map<String, String> environment, Platform platform, String recorded) {
        String variable =
                switch (platform) {
                    case LINUX, MAC -> environment.getOrDefault("HOME", "");
                    case WINDOWS -> "";
                };
        return Path.of(variable.isBlank() ? recorded : variable);
    }

    @SuppressWarnings("SystemConsoleNull") // Since JDK 25 it is null again where nobody types.
    private static boolean isTerminal(int descriptor) {
        String told = System.getProperty(PROPERTY_TERMINALS);
        if (told != null) {
            return told.indexOf('0' + descriptor) >= 0;
        }
        try {
            Path target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor));
            return target.startsWith("/dev/pts") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException _) {
            // Not Linux: the console tells about input and output together only.
            return System.console() != null && System.console().isTerminal();
        }
    }
}
