package org.nextgeneration.cli.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;
import org.nextgeneration.store.Language;

/**
 * The program's texts in one language.
 *
 * <p>The bundle of the language is read by name and nothing else: the JDK's own search would answer
 * an English reader on a French system in French, and costs more than the start-up has to give.
 */
public final class Messages {
    private static final String BUNDLE_ENGLISH = "/org/nextgeneration/cli/messages.properties";
    private static final String BUNDLE_FRENCH = "/org/nextgeneration/cli/messages_fr.properties";

    private final Language language;
    private final ResourceBundle bundle;

    private Messages(Language language, ResourceBundle bundle) {
        this.language = language;
        this.bundle = bundle;
    }

    /** {@return the texts in that language} */
    public static Messages of(Language language) {
        String resource =
                switch (language) {
                    case FRENCH -> BUNDLE_FRENCH;
                    case ENGLISH -> BUNDLE_ENGLISH;
                };
        try (InputStream bytes = Messages.class.getResourceAsStream(resource)) {
            if (bytes == null) {
                throw new IllegalStateException(
                        "%s: not on the class path; build the program again".formatted(resource));
            }
            return new Messages(
                    language,
                    new PropertyResourceBundle(
                            new InputStreamReader(bytes, StandardCharsets.UTF_8)));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(resource, unreadable);
        }
    }

    /** {@return the language of the texts} */
    public Language language() {
        return language;
    }

    /** {@return all texts, for the help} */
    public ResourceBundle bundle() {
        return bundle;
    }

    /**
     * {@return one text, its {0}, {1}, … replaced; unlike the JDK's formats, an apostrophe is an
     * apostrophe, a failed read or write is told in words, and a number has the language's mark}
     *
     * @throws java.util.MissingResourceException if there is no such text
     */
    public String text(String key, Object... arguments) {
        String pattern = bundle.getString(key);
        if (arguments.length == 0) {
            return pattern;
        }
        StringBuilder text = new StringBuilder(pattern.length() + 64);
        for (int at = 0; at < pattern.length(); at++) {
            int argument = placeholder(pattern, at);
            if (argument >= 0 && argument < arguments.length) {
                text.append(shown(arguments[argument]));
                at += 2;
            } else {
                text.append(pattern.charAt(at));
            }
        }
        return text.toString();
    }

    /** {@return a number with so many decimals, as the language writes it} */
    public String number(double value, int decimals) {
        if (!Double.isFinite(value)) {
            return "-";
        }
        return withDecimalMark(
                BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP).toPlainString());
    }

    /** {@return a value as the language writes it} */
    public String shown(Object value) {
        return switch (value) {
            case IOException failure -> IoReason.text(failure, this);
            case Double number -> withDecimalMark(number.toString());
            case Float number -> withDecimalMark(number.toString());
            default -> value.toString();
        };
    }

    private String withDecimalMark(String number) {
        return switch (language) {
            case FRENCH -> number.replace('.', ',');
            case ENGLISH -> number;
        };
    }

    private static int placeholder(String pattern, int at) {
        boolean there =
                pattern.charAt(at) == '{'
                        && at + 2 < pattern.length()
                        && pattern.charAt(at + 2) == '}';
        return there ? Character.digit(pattern.charAt(at + 1), 10) : -1;
    }
}
