package org.nextgeneration.select;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.nextgeneration.store.Role;

/** Prompts with the role that a person gave them. */
record LabelledPrompts(Role role, String prompt) {
    static List<LabelledPrompts> read(String resource) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(
                        LabelledPrompts.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(LabelledPrompts::of)
                    .toList();
        }
    }

    private static LabelledPrompts of(String line) {
        int tab = line.indexOf('\t');
        return new LabelledPrompts(
                Role.parse(line.substring(0, tab)).orElseThrow(),
                line.substring(tab + 1).replace("\\n", "\n"));
    }
}
