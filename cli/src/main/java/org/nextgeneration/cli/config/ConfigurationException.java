package org.nextgeneration.cli.config;

import java.io.Serial;
import java.util.List;

/** A configuration that cannot be used. It carries everything that is wrong with it. */
public final class ConfigurationException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    // Nothing serializes a failure.
    private final transient List<ConfigurationProblem> problems;

    ConfigurationException(List<ConfigurationProblem> problems) {
        super("%d problems in the configuration".formatted(problems.size()));
        this.problems = List.copyOf(problems);
    }

    ConfigurationException(ConfigurationProblem problem) {
        this(List.of(problem));
    }

    ConfigurationException(ConfigurationProblem problem, Throwable cause) {
        this(List.of(problem));
        initCause(cause);
    }

    /** {@return what is wrong, in the file's order, at least one} */
    public List<ConfigurationProblem> problems() {
        return problems;
    }
}
