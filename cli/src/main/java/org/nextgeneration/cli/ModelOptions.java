package org.nextgeneration.cli;

import org.jspecify.annotations.Nullable;
import org.nextgeneration.cli.terminal.CommandFailure;
import picocli.CommandLine.Option;

/** Who answers: the options of {@code ask}, {@code chat} and {@code route}. */
final class ModelOptions {
    @Option(
            names = {"-a", "--assistant"},
            paramLabel = "NAME")
    @Nullable String assistant;

    @Option(
            names = {"-r", "--role"},
            paramLabel = "ROLE")
    @Nullable String role;

    @Option(
            names = {"-m", "--model"},
            paramLabel = "NAME|FILE")
    @Nullable String model;

    @Option(names = "--priority", paramLabel = "ROLE")
    @Nullable String priority;

    /**
     * Rejects combinations of which one part would be ignored.
     *
     * @throws CommandFailure naming the two options
     */
    void check() {
        reject(assistant, "--assistant", role, "--role");
        reject(assistant, "--assistant", model, "--model");
        reject(role, "--role", model, "--model");
        reject(role, "--role", priority, "--priority");
        reject(model, "--model", priority, "--priority");
    }

    private static void reject(
            @Nullable String first, String firstName, @Nullable String second, String secondName) {
        if (first != null && second != null) {
            throw CommandFailure.wrongUsage("failure.exclusive", firstName, secondName);
        }
    }
}
