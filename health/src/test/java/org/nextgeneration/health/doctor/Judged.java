package org.nextgeneration.health.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Collectors;

/** Reads judgements in tests. */
final class Judged {
    private Judged() {}

    /** {@return the only check of that name} */
    static Check only(List<Check> checks, String id) {
        List<Check> found = all(checks, id);
        assertEquals(1, found.size(), () -> id + " in " + checks);
        return found.getFirst();
    }

    static List<Check> all(List<Check> checks, String id) {
        return checks.stream().filter(check -> check.id().equals(id)).toList();
    }

    /** {@return a text's key and everything in it} */
    static String words(Text text) {
        return text.key() + part(text.arguments());
    }

    private static String part(Object argument) {
        return switch (argument) {
            case Text text -> words(text);
            case Text.Enumeration(List<?> parts) -> part(parts);
            case Text.Lines(List<?> parts) -> part(parts);
            case List<?> list ->
                    list.stream().map(Judged::part).collect(Collectors.joining("|", "[", "]"));
            default -> argument.toString();
        };
    }

    static void assertState(Check.State state, Check check, String foundKey) {
        assertEquals(state, check.state(), check::toString);
        assertEquals(foundKey, check.found().key(), check::toString);
    }
}
