package org.nextgeneration.bench.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A line between the harness and a peer in a process of its own: a mark, a verb, and fields in base
 * 64 of UTF-8, with tabs between them. Lines without the mark are not ours: libraries print.
 *
 * <p>To the child: {@code open} (model, context tokens, sequences, threads, end tokens with
 * commas), {@code ask} (id, tokens and prompt, again and again), {@code close}. From the child:
 * {@code opened}, {@code piece} (id, text), {@code end} (id, prompt tokens, cached tokens, tokens
 * generated, its own times in nanoseconds with commas), {@code wrong} (id, why), {@code closed},
 * {@code failed} (why). A number that is not known is -1.
 *
 * @param verb what is said
 * @param fields with what
 */
public record ChildLine(String verb, List<String> fields) {
    private static final String MARK = "peer";

    /** Copies the list. */
    public ChildLine {
        fields = List.copyOf(fields);
    }

    /** {@return a line} */
    public static ChildLine of(String verb, Object... fields) {
        return new ChildLine(verb, Arrays.stream(fields).map(String::valueOf).toList());
    }

    /**
     * {@return what a line says, if it is one of ours}
     *
     * @throws IllegalArgumentException if it has the mark, but is damaged
     */
    public static Optional<ChildLine> parse(String line) {
        String[] parts = line.split("\t", -1);
        if (parts.length < 2 || !parts[0].equals(MARK)) {
            return Optional.empty();
        }
        List<String> fields = new ArrayList<>();
        for (int i = 2; i < parts.length; i++) {
            fields.add(new String(Base64.getDecoder().decode(parts[i]), UTF_8));
        }
        return Optional.of(new ChildLine(parts[1], fields));
    }

    /** {@return the line as it is sent, without its end} */
    public String encoded() {
        StringBuilder line = new StringBuilder(MARK).append('\t').append(verb);
        for (String field : fields) {
            line.append('\t').append(Base64.getEncoder().encodeToString(field.getBytes(UTF_8)));
        }
        return line.toString();
    }

    /** {@return a field} */
    public String text(int index) {
        if (index >= fields.size()) {
            throw new IllegalArgumentException(
                    "%s: found %d fields, expected more".formatted(verb, fields.size()));
        }
        return fields.get(index);
    }

    /** {@return a field that is a number} */
    public int number(int index) {
        return Integer.parseInt(text(index));
    }

    /** {@return a field that is numbers with commas between them; none where it is absent} */
    public List<Long> numbers(int index) {
        if (index >= fields.size() || fields.get(index).isEmpty()) {
            return List.of();
        }
        return Arrays.stream(fields.get(index).split(",")).map(Long::valueOf).toList();
    }
}
