package org.nextgeneration.demo.trainer;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a training is told on its command line: {@code --name value}, and {@code --resume}, {@code
 * --export} alone.
 */
final class Options {
    private static final Set<String> SWITCHES = Set.of("--resume", "--export");
    private static final Map<String, String> STANDARD =
            Map.ofEntries(
                    Map.entry("--corpus", "demo-model/corpus"),
                    Map.entry("--model", "demo-model/model/nextgen-demo.gguf"),
                    Map.entry("--state", "demo-model/trainer/target/training.state"),
                    Map.entry("--steps", "2400"),
                    Map.entry("--minutes", "60"),
                    Map.entry("--threads", "2"),
                    Map.entry("--seed", "2026"),
                    Map.entry("--rate", "2e-3"),
                    Map.entry("--dropout", "0.1"),
                    Map.entry("--decay", "0.1"),
                    Map.entry("--batch-tokens", "2048"),
                    Map.entry("--question-weight", "0"),
                    Map.entry("--vocabulary", "2500"),
                    Map.entry("--width", "256"),
                    Map.entry("--layers", "3"),
                    Map.entry("--validation", "0.04"));

    private final Map<String, String> values = new HashMap<>(STANDARD);
    private final Set<String> switches = new HashSet<>();

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException if an option is unknown or lacks its value
     */
    Options(String... arguments) {
        int index = 0;
        while (index < arguments.length) {
            String name = arguments[index++];
            if (SWITCHES.contains(name)) {
                switches.add(name);
            } else if (!STANDARD.containsKey(name) || index == arguments.length) {
                throw new IllegalArgumentException(
                        "found \"%s\", expected one of %s or %s with a value"
                                .formatted(name, SWITCHES, STANDARD.keySet()));
            } else {
                values.put(name, arguments[index++]);
            }
        }
    }

    /** {@return whether a switch is given} */
    boolean has(String name) {
        return switches.contains(name);
    }

    /** {@return the file that an option names} */
    Path path(String name) {
        return Path.of(text(name));
    }

    /**
     * {@return the number that an option gives}
     *
     * @throws NumberFormatException if it is no number
     */
    double number(String name) {
        return Double.parseDouble(text(name));
    }

    /** {@return the number that an option gives, rounded down} */
    int integer(String name) {
        return (int) number(name);
    }

    private String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no option " + name);
        }
        return value;
    }

    /** {@return every option with its value, for the log} */
    @Override
    public String toString() {
        return values + " " + switches;
    }
}
