package org.nextgeneration.cli;

import java.util.Locale;
import java.util.Optional;
import org.nextgeneration.store.StoreRoots.Platform;

/** How a shell is told to change its environment. Pure. */
enum ShellDialect {
    /** Bash, and with it zsh, dash and every other shell of that family. */
    BASH {
        @Override
        String set(String name, String value) {
            return "export %s='%s'".formatted(name, value.replace("'", "'\\''"));
        }

        @Override
        String remove(String name) {
            return "unset " + name;
        }

        @Override
        String comment(String text) {
            return "# " + oneLine(text);
        }
    },
    /** PowerShell, on any system. */
    POWERSHELL {
        @Override
        String set(String name, String value) {
            return "$env:%s = '%s'".formatted(name, value.replace("'", "''"));
        }

        @Override
        String remove(String name) {
            return "Remove-Item Env:%s -ErrorAction SilentlyContinue".formatted(name);
        }

        @Override
        String comment(String text) {
            return "# " + oneLine(text);
        }
    },
    /** The command interpreter of Windows. */
    CMD {
        @Override
        String set(String name, String value) {
            return "set \"%s=%s\"".formatted(name, value);
        }

        @Override
        String remove(String name) {
            return "set \"%s=\"".formatted(name);
        }

        @Override
        String comment(String text) {
            // Some of these mean something to it even there.
            return "rem " + oneLine(text).replaceAll("[&|<>^%!\"]", " ");
        }
    };

    /** {@return the shell of that name, in any case} */
    static Optional<ShellDialect> of(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "bash", "zsh", "sh" -> Optional.of(BASH);
            case "powershell", "pwsh" -> Optional.of(POWERSHELL);
            case "cmd" -> Optional.of(CMD);
            default -> Optional.empty();
        };
    }

    /** {@return the shell that people on a system have} */
    static ShellDialect usual(Platform platform) {
        return switch (platform) {
            case LINUX, MAC -> BASH;
            case WINDOWS -> POWERSHELL;
        };
    }

    /** {@return the command that sets a variable} */
    abstract String set(String name, String value);

    /** {@return the command that removes a variable} */
    abstract String remove(String name);

    /** {@return a line that the shell passes over} */
    abstract String comment(String text);

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}
