package org.nextgeneration.cli.config;

import java.nio.file.Path;
import org.nextgeneration.cli.terminal.Messages;

/** Where a value of the configuration comes from. */
public sealed interface Source {
    /** {@return the same for people} */
    String text(Messages messages);

    /** Nobody said anything. */
    record BuiltIn() implements Source {
        @Override
        public String text(Messages messages) {
            return messages.text("config.source.default");
        }
    }

    /**
     * The configuration file says so.
     *
     * @param file the configuration file
     * @param place where in it
     */
    record Written(Path file, Place place) implements Source {
        @Override
        public String text(Messages messages) {
            return file + ":" + place.line();
        }
    }

    /**
     * An environment variable says so.
     *
     * @param variable its name
     */
    record Environment(String variable) implements Source {
        @Override
        public String text(Messages messages) {
            return "$" + variable;
        }
    }
}
