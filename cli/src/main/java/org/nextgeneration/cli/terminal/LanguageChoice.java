package org.nextgeneration.cli.terminal;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.nextgeneration.store.Language;

/**
 * Which language to speak. The first that says something wins: the option, the configuration,
 * {@code NEXTGEN_LANG}, the locale of messages; else English.
 */
public final class LanguageChoice {
    /**
     * The locale that the launcher saw, before it put a UTF-8 one in its place so that the JVM
     * reads accents in arguments.
     */
    private static final String LOCALE_BEFORE_LAUNCHER = "NEXTGEN_LOCALE";

    private LanguageChoice() {}

    /**
     * Chooses. Pure, save for the configuration, which is only asked where the option is absent.
     *
     * @param option what {@code --lang} says; any other text than fr or en counts as absent, the
     *     command line's own check reports it
     * @param configured the configured language, if any
     * @param environment the environment variables
     * @param systemLocale the system's locale, used where the environment says nothing (Windows)
     */
    public static Language choose(
            Optional<String> option,
            Supplier<Optional<Language>> configured,
            Map<String, String> environment,
            Locale systemLocale) {
        return option.flatMap(LanguageChoice::parse)
                .or(configured)
                .or(() -> fromEnvironment(environment))
                .orElseGet(() -> Language.of(systemLocale));
    }

    /** {@return the language with that code, in any case; empty for any other text} */
    public static Optional<Language> parse(String code) {
        for (Language language : Language.values()) {
            if (language.code().equals(code.toLowerCase(Locale.ROOT))) {
                return Optional.of(language);
            }
        }
        return Optional.empty();
    }

    private static Optional<Language> fromEnvironment(Map<String, String> environment) {
        for (String variable :
                new String[] {
                    "NEXTGEN_LANG", LOCALE_BEFORE_LAUNCHER, "LC_ALL", "LC_MESSAGES", "LANG"
                }) {
            String locale = environment.getOrDefault(variable, "");
            if (!locale.isBlank()) {
                return Optional.of(
                        Language.of(Locale.forLanguageTag(locale.split("[_.@-]", 2)[0])));
            }
        }
        return Optional.empty();
    }
}
