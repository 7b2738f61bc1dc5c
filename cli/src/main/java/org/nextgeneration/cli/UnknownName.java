package org.nextgeneration.cli;

import java.util.List;
import java.util.Optional;
import org.nextgeneration.cli.terminal.CommandFailure;

/** The complaint about a name that does not exist, with the one that was probably meant. */
final class UnknownName {
    private UnknownName() {}

    /**
     * Makes the complaint.
     *
     * @param what {@code assistant}, {@code model} or {@code key}: part of the messages' keys
     * @param name the name that does not exist
     * @param nearest the one that was probably meant
     * @param known all that exist, shown where none is near; may be empty where they are many
     */
    static CommandFailure failure(
            String what, String name, Optional<String> nearest, List<String> known) {
        if (nearest.isPresent()) {
            return CommandFailure.wrongUsage(
                    "failure.unknown-" + what + "-nearest", name, nearest.get());
        }
        return CommandFailure.wrongUsage("failure.unknown-" + what, name, String.join(", ", known));
    }
}
