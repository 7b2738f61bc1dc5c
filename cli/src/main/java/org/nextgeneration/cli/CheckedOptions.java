package org.nextgeneration.cli;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.cli.config.CacheTypes;
import org.nextgeneration.cli.config.Configuration;
import org.nextgeneration.cli.terminal.CommandFailure;
import org.nextgeneration.cli.terminal.LanguageChoice;
import org.nextgeneration.gguf.KvCacheType;
import org.nextgeneration.store.CatalogueEntry;
import org.nextgeneration.store.ModelName;
import org.nextgeneration.store.NearestName;
import org.nextgeneration.store.Role;

/** Values of options, checked, and what holds where an option is not given. */
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

    /**
     * {@return the context to load a model with: of the option, else of the configuration; where
     * that is 0, of the catalogue, and 0 where the catalogue does not know the model}
     */
    static int contextTokens(
            @Nullable Integer option, Configuration configuration, ModelName model) {
        int wanted = option != null ? option : configuration.contextTokens().value();
        return wanted != 0
                ? wanted
                : configuration
                        .catalogue()
                        .value()
                        .find(model)
                        .filter(entry -> !entry.demo())
                        .map(CatalogueEntry::contextTokens)
                        .orElse(0);
    }

    /** {@return what a KV cache stores, as the option says, else as the configuration does} */
    static KvCacheType cacheType(@Nullable String option, Configuration configuration) {
        return option == null
                ? configuration.cacheType().value()
                : CacheTypes.parse(option)
                        .orElseThrow(
                                () ->
                                        CommandFailure.wrongUsage(
                                                "failure.wrong-value",
                                                "--cache-type",
                                                option,
                                                CacheTypes.CHOICES));
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
