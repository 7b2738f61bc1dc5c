package org.nextgeneration.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads {@code topics.yaml}: a list of entries with id, keys and the answer in each language. */
final class TopicFile {
    private static final YAMLMapper MAPPER =
            YAMLMapper.builder()
                    .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();

    private TopicFile() {}

    /** One entry as written; {@code key} holds for both languages. */
    record Entry(
            @Nullable String id,
            @Nullable List<String> key,
            @Nullable List<String> key_en,
            @Nullable List<String> key_fr,
            @Nullable String en,
            @Nullable String fr) {}

    /**
     * {@return the topics of a file, in its order}
     *
     * @throws CorpusException if an entry is not well formed
     */
    static List<Topic> read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        List<Entry> entries;
        try {
            entries =
                    MAPPER.readValue(String.join("\n", lines), new TypeReference<List<Entry>>() {});
        } catch (JacksonException unreadable) {
            throw new CorpusException(
                    file, lineOf(lines, unreadable), unreadable.getOriginalMessage());
        }
        List<Topic> topics = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Entry entry : entries) {
            int line = lineOf(lines, entry.id());
            if (entry.id() == null || !seen.add(entry.id())) {
                throw new CorpusException(
                        file, line, "found id %s, expected a new one".formatted(entry.id()));
            }
            try {
                topics.add(topic(entry, entry.id()));
            } catch (IllegalArgumentException incomplete) {
                throw new CorpusException(file, line, String.valueOf(incomplete.getMessage()));
            }
        }
        return topics;
    }

    private static Topic topic(Entry entry, String id) {
        Map<Language, List<String>> keys = new EnumMap<>(Language.class);
        Map<Language, String> answers = new EnumMap<>(Language.class);
        keys.put(Language.ENGLISH, joined(entry.key(), entry.key_en()));
        keys.put(Language.FRENCH, joined(entry.key(), entry.key_fr()));
        if (entry.en() != null) {
            answers.put(Language.ENGLISH, entry.en().strip());
        }
        if (entry.fr() != null) {
            answers.put(Language.FRENCH, entry.fr().strip());
        }
        return new Topic(id, keys, answers);
    }

    private static List<String> joined(
            @Nullable List<String> both, @Nullable List<String> oneLanguage) {
        List<String> all = new ArrayList<>(both == null ? List.of() : both);
        all.addAll(oneLanguage == null ? List.of() : oneLanguage);
        return List.copyOf(all);
    }

    /** Jackson knows the line of a syntax error, but only the entry of a wrong property. */
    private static int lineOf(List<String> lines, JacksonException unreadable) {
        if (unreadable.getLocation() != null && unreadable.getLocation().getLineNr() > 0) {
            return unreadable.getLocation().getLineNr();
        }
        int entry = unreadable.getPath().isEmpty() ? 0 : unreadable.getPath().getFirst().getIndex();
        for (int index = 0; index < lines.size(); index++) {
            if (lines.get(index).startsWith("- ") && entry-- <= 0) {
                return index + 1;
            }
        }
        return 1;
    }

    private static int lineOf(List<String> lines, @Nullable String id) {
        for (int index = 0; index < lines.size(); index++) {
            String line = lines.get(index).replace("- ", "").strip();
            if (id != null && (line.equals("id: " + id) || line.equals("id: \"" + id + "\""))) {
                return index + 1;
            }
        }
        return 1;
    }
}
