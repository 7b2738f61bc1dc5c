package org.nextgeneration.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the demo model learns from: topics with their answers, and questions that ask for them.
 *
 * <p>A folder holds {@code topics.yaml}; files {@code questions*.en*.txt} and {@code
 * questions*.fr*.txt} with a heading {@code [topic-id]} before the questions of that topic, one a
 * line; and files {@code outside*.en*.txt}, {@code outside*.fr*.txt} with questions that the model
 * must say it cannot answer. {@code #} begins a comment line.
 *
 * @param topics in the order of the file
 * @param questions in the order of the files' names and lines
 */
public record Corpus(List<Topic> topics, List<Question> questions) {
    private static final String TOPICS_FILE = "topics.yaml";
    private static final int FILES_MAX = 1_000;

    /** Copies the lists. */
    public Corpus {
        topics = List.copyOf(topics);
        questions = List.copyOf(questions);
    }

    /**
     * {@return the corpus in a folder}
     *
     * @throws CorpusException if a file is not well formed
     */
    public static Corpus read(Path folder) throws IOException {
        List<Topic> topics = TopicFile.read(folder.resolve(TOPICS_FILE));
        Map<String, Topic> byId = byId(topics);
        List<Question> questions = new ArrayList<>();
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.sorted().limit(FILES_MAX).toList();
        }
        for (Path file : files) {
            String name = file.getFileName().toString();
            for (Language language : Language.values()) {
                if (name.matches("questions.*\\." + language.code() + "\\b.*\\.?txt")) {
                    questions.addAll(readQuestions(file, language, null, byId));
                } else if (name.matches("outside.*\\." + language.code() + "\\b.*\\.?txt")) {
                    questions.addAll(readQuestions(file, language, Topic.OUTSIDE, byId));
                }
            }
        }
        return new Corpus(topics, questions);
    }

    /**
     * {@return the topic with this id}
     *
     * @throws IllegalArgumentException if the corpus has none
     */
    public Topic topic(String id) {
        Topic topic = byId(topics).get(id);
        if (topic == null) {
            throw new IllegalArgumentException(
                    "found topic \"%s\", expected one of %s".formatted(id, TOPICS_FILE));
        }
        return topic;
    }

    private static Map<String, Topic> byId(List<Topic> topics) {
        return topics.stream().collect(Collectors.toMap(Topic::id, Function.identity()));
    }

    private static List<Question> readQuestions(
            Path file, Language language, @Nullable String fixedTopic, Map<String, Topic> topics)
            throws IOException {
        List<Question> questions = new ArrayList<>();
        String topic = fixedTopic;
        int number = 0;
        for (String raw : Files.readAllLines(file)) {
            number++;
            String line = raw.strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (fixedTopic == null && line.startsWith("[") && line.endsWith("]")) {
                topic = line.substring(1, line.length() - 1);
                continue;
            }
            if (topic == null || !topics.containsKey(topic)) {
                throw new CorpusException(
                        file,
                        number,
                        "found topic %s, expected a heading [id] with an id of %s"
                                .formatted(topic, TOPICS_FILE));
            }
            questions.add(new Question(language, topic, line));
        }
        return questions;
    }
}
