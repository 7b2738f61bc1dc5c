package org.nextgeneration.cli.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.nextgeneration.cli.terminal.Messages;

/**
 * One thing that is wrong in the configuration.
 *
 * @param file the configuration file
 * @param place where in it; empty for the file as a whole
 * @param messageKey key of the message in the bundles
 * @param messageArguments what the message's {0}, {1}, … stand for
 */
public record ConfigurationProblem(
        Path file, Optional<Place> place, String messageKey, List<Object> messageArguments) {
    /** What was expected, put into words only when the language is known. */
    record Expected(String messageKey, List<Object> arguments) {}

    /** Copies the list. */
    public ConfigurationProblem {
        messageArguments = List.copyOf(messageArguments);
    }

    static ConfigurationProblem at(Path file, Place place, String key, Object... arguments) {
        return new ConfigurationProblem(file, Optional.of(place), key, List.of(arguments));
    }

    static ConfigurationProblem of(Path file, String key, Object... arguments) {
        return new ConfigurationProblem(file, Optional.empty(), key, List.of(arguments));
    }

    /** {@return file, line, column and what is wrong} */
    public String text(Messages messages) {
        String where = place.map(found -> file + ":" + found).orElseGet(file::toString);
        Object[] shown =
                messageArguments.stream()
                        .map(
                                argument ->
                                        argument instanceof Expected(var key, var arguments)
                                                ? messages.text(key, arguments.toArray())
                                                : argument)
                        .toArray();
        return where + ": " + messages.text(messageKey, shown);
    }
}
