package org.nextgeneration.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The questions that no training sees: {@code heldout.tsv} and {@code heldout-outside.tsv}. */
final class HeldOut {
    private static final String FILE = "heldout.tsv";
    private static final String OUTSIDE_FILE = "heldout-outside.tsv";

    private HeldOut() {}

    /**
     * {@return the held-out questions of a corpus folder}
     *
     * @throws CorpusException if a line is not well formed, or its topic is not in the corpus
     */
    static List<Question> read(Path folder, Corpus corpus) throws IOException {
        Set<String> topics = corpus.topics().stream().map(Topic::id).collect(Collectors.toSet());
        List<Question> questions = new ArrayList<>();
        for (String name : List.of(FILE, OUTSIDE_FILE)) {
            Path file = folder.resolve(name);
            int columns = name.equals(FILE) ? 3 : 2;
            int number = 0;
            for (String line : Files.readAllLines(file)) {
                number++;
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                List<String> cells = List.of(line.split("\t", -1));
                String topic = columns == 3 && cells.size() == 3 ? cells.get(1) : Topic.OUTSIDE;
                if (cells.size() != columns || !topics.contains(topic)) {
                    throw new CorpusException(
                            file,
                            number,
                            "found %d columns and topic %s, expected %d and a topic of the corpus"
                                    .formatted(cells.size(), topic, columns));
                }
                questions.add(new Question(language(file, number, cells), topic, cells.getLast()));
            }
        }
        return questions;
    }

    /** {@return the held-out questions that the corpus also trains, letters and digits compared} */
    static List<Question> alsoTrained(List<Question> heldOut, Corpus corpus) {
        Set<String> trained =
                corpus.questions().stream()
                        .map(question -> letters(question.text()))
                        .collect(Collectors.toSet());
        return heldOut.stream()
                .filter(question -> trained.contains(letters(question.text())))
                .toList();
    }

    private static Language language(Path file, int number, List<String> cells) {
        try {
            return Language.of(cells.getFirst());
        } catch (IllegalArgumentException unknown) {
            throw new CorpusException(file, number, String.valueOf(unknown.getMessage()));
        }
    }

    private static String letters(String text) {
        return Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFD)
                .replaceAll("[^\\p{L}\\p{N}]", "");
    }
}
