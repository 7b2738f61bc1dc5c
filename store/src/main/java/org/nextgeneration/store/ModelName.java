package org.nextgeneration.store;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A model's name as Ollama writes it, {@code family:tag}; equal in any case.
 *
 * <p>The family may carry a namespace ({@code user/model}) and a registry ({@code
 * hf.co/user/repo}). Ollama's own registry and namespace are left out of the family. Every part is
 * safe as the name of a file or folder on Linux, macOS and Windows. Source: Ollama {@code
 * types/model/name.go}.
 *
 * @param family all before the tag
 * @param tag all after the last colon, {@code latest} where none was written
 */
public record ModelName(String family, String tag) implements Comparable<ModelName> {
    /** The tag of a name written without one. */
    public static final String TAG_LATEST = "latest";

    /** The most characters of a name, tag included. */
    public static final int LENGTH_MAX = 200;

    static final String HOST_OLLAMA = "registry.ollama.ai";
    static final String NAMESPACE_OLLAMA = "library";

    private static final int PART_LENGTH_MAX = 80;
    private static final int PARTS_MAX = 3;
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");
    private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]*");
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*(:[0-9]{1,5})?");
    private static final Pattern WINDOWS_DEVICE =
            Pattern.compile("(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?");

    /**
     * Rejects what is not a well-formed, safe name.
     *
     * @throws IllegalArgumentException saying which part is wrong and what is expected
     */
    public ModelName {
        Optional<String> fault = fault(family, tag);
        if (fault.isPresent()) {
            throw new IllegalArgumentException(fault.get());
        }
        family = withoutOllamaPrefix(family);
    }

    /**
     * Reads a name; without a tag it is {@code latest}.
     *
     * @throws IllegalArgumentException if it is not a well-formed, safe name; the message says what
     *     is wrong and what is expected
     */
    public static ModelName parse(String text) {
        String name = text.strip();
        int colon = name.lastIndexOf(':');
        return colon > name.lastIndexOf('/')
                ? new ModelName(name.substring(0, colon), name.substring(colon + 1))
                : new ModelName(name, TAG_LATEST);
    }

    /** {@return the name, or empty where {@link #parse} would throw} */
    public static Optional<ModelName> tryParse(String text) {
        try {
            return Optional.of(parse(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** {@return the name as it would be typed, {@code latest} included} */
    @Override
    public String toString() {
        return family + ":" + tag;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ModelName that
                && family.equalsIgnoreCase(that.family)
                && tag.equalsIgnoreCase(that.tag);
    }

    @Override
    public int hashCode() {
        return key().hashCode();
    }

    @Override
    public int compareTo(ModelName other) {
        return key().compareTo(other.key());
    }

    private String key() {
        return toString().toLowerCase(Locale.ROOT);
    }

    private static Optional<String> fault(String family, String tag) {
        if (family.isBlank()) {
            return Optional.of("model name: found no name, expected family:tag");
        }
        if (family.length() + 1 + tag.length() > LENGTH_MAX) {
            return Optional.of(
                    "model name: found %d characters, expected at most %d"
                            .formatted(family.length() + 1 + tag.length(), LENGTH_MAX));
        }
        String[] parts = family.split("/", -1);
        if (parts.length > PARTS_MAX) {
            return Optional.of(
                    "model name \"%s\": found %d parts, expected at most registry/namespace/model"
                            .formatted(printable(family), parts.length));
        }
        int last = parts.length - 1;
        Optional<String> fault = partFault("model", parts[last], PART);
        if (fault.isEmpty() && last >= 1) {
            fault = partFault("namespace", parts[last - 1], NAMESPACE);
        }
        if (fault.isEmpty() && last >= 2) {
            fault = partFault("registry", parts[0], HOST);
        }
        return fault.isPresent() ? fault : partFault("tag", tag, PART);
    }

    private static Optional<String> partFault(String what, String part, Pattern shape) {
        String found = "model name: found %s \"%s\", expected ".formatted(what, printable(part));
        if (part.length() > PART_LENGTH_MAX && shape != HOST) {
            return Optional.of(found + "at most " + PART_LENGTH_MAX + " characters");
        }
        if (!shape.matcher(part).matches()) {
            return Optional.of(
                    found + "letters, digits, '_', '-' and '.', beginning with a letter or digit");
        }
        if (part.contains("..") || part.endsWith(".")) {
            return Optional.of(found + "no \"..\" and no '.' at the end");
        }
        if (WINDOWS_DEVICE.matcher(part).matches()) {
            return Optional.of(found + "a name that Windows does not keep for a device");
        }
        return Optional.empty();
    }

    /** A hostile name must not write control sequences to a terminal through our own message. */
    private static String printable(String text) {
        String shown =
                text.codePoints()
                        .limit(PART_LENGTH_MAX)
                        .map(point -> Character.isISOControl(point) ? '?' : point)
                        .collect(
                                StringBuilder::new,
                                StringBuilder::appendCodePoint,
                                StringBuilder::append)
                        .toString();
        return shown.length() < text.length() ? shown + "…" : shown;
    }

    private static String withoutOllamaPrefix(String family) {
        String shorter = withoutPrefix(family, HOST_OLLAMA + "/");
        return withoutPrefix(shorter, NAMESPACE_OLLAMA + "/");
    }

    private static String withoutPrefix(String text, String prefix) {
        return text.regionMatches(true, 0, prefix, 0, prefix.length())
                ? text.substring(prefix.length())
                : text;
    }
}
