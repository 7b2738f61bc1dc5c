package org.nextgeneration.cli;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.cli.terminal.CommandFailure;
import org.nextgeneration.cli.terminal.LanguageChoice;
import org.nextgeneration.store.NearestName;
import org.nextgeneration.store.Role;

/** Values of options that must be one of a few names. */
final class CheckedOptions {
    private static final String PRIORITY_AUTO = "auto";

    /** The roles that {@code --priority} knows; the others are for {@code --role}. */
    private static final List<Role> PRIORITIES =
            List.of(Role.QUALITY, Role.CODE, Role.DAILY, Role.SPEED, Role.MINI);

    private CheckedOptions() {}

    static void checkLanguage(@Nullable String language) {
        if (language != null && LanguageChoice.parse(language).isEmpty()) {
            throw CommandFailure.wrongUsage("failure.wrong-value", "--lang", language, "fr, en");
        }
    }

    /** {@return the role of that name} */
    static Role role(String name) {
        List<Role> known = Stream.of(Role.values()).filter(role -> role != Role.EMBEDDING).toList();
        return named("--role", name, known);
    }

    /** {@return the role that a priority forces, empty for {@code auto}} */
    static Optional<Role> priority(String name) {
        return name.equalsIgnoreCase(PRIORITY_AUTO)
                ? Optional.empty()
                : Optional.of(named("--priority", name, PRIORITIES));
    }

    private static Role named(String option, String name, List<Role> known) {
        return Role.parse(name)
                .filter(known::contains)
                .orElseThrow(() -> unknown(option, name, known));
    }

    private static CommandFailure unknown(String option, String name, List<Role> known) {
        List<String> ids =
                Stream.concat(
                                option.equals("--priority")
                                        ? Stream.of(PRIORITY_AUTO)
                                        : Stream.empty(),
                                known.stream().map(Role::id))
                        .toList();
        return NearestName.of(name, ids)
                .map(
                        nearest ->
                                CommandFailure.wrongUsage(
                                        "failure.wrong-value-nearest",
                                        option,
                                        name,
                                        String.join(", ", ids),
                                        nearest))
                .orElseGet(
                        () ->
                                CommandFailure.wrongUsage(
                                        "failure.wrong-value",
                                        option,
                                        name,
                                        String.join(", ", ids)));
    }
}
