package org.nextgeneration.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures the demo model on the held-out questions: {@code [--verbose] [FOLDER [MODEL]]}.
 *
 * <p>The folder is the project's root. Exit code 0 if both floors are reached, 1 if not, 2 if the
 * command line is wrong.
 */
public final class Evaluate {
    /** Share of in-scope questions whose answer must hold the key facts. */
    static final double ANSWERED_MIN = 0.85;

    /** Share of out-of-scope questions that the model must decline. */
    static final double DECLINED_MIN = 0.80;

    private static final int WRONG_COMMAND_LINE = 2;

    private Evaluate() {}

    /** Prints the scores; with {@code --verbose} also the wrong answers. */
    public static void main(String[] arguments) throws IOException {
        List<String> files = new ArrayList<>(List.of(arguments));
        boolean verbose = files.remove("--verbose");
        if (files.size() > 2) {
            System.err.println("found " + files + ", expected [--verbose] [FOLDER [MODEL]]");
            System.exit(WRONG_COMMAND_LINE);
        }
        DemoFiles where = new DemoFiles(Path.of(files.isEmpty() ? "." : files.getFirst()));
        Path model = files.size() == 2 ? Path.of(files.getLast()) : where.model();
        Corpus corpus = Corpus.read(where.corpus());
        List<Question> questions = HeldOut.read(where.corpus(), corpus);
        try (DemoChat chat = new DemoChat(where.natives(), model)) {
            Score score = Score.of(questions, corpus, chat::answer);
            System.out.print(table(score));
            System.out.printf(
                    Locale.ROOT,
                    "held-out questions that are also trained: %d%n",
                    HeldOut.alsoTrained(questions, corpus).size());
            if (verbose) {
                score.wrong().forEach(System.out::println);
            }
            System.exit(reachesFloors(score) ? 0 : 1);
        }
    }

    /** {@return whether a score is good enough to ship the model} */
    static boolean reachesFloors(Score score) {
        return score.onlyOutside(false).share() >= ANSWERED_MIN
                && score.onlyOutside(true).share() >= DECLINED_MIN;
    }

    /** {@return the scores by language, in and out of scope} */
    static String table(Score score) {
        StringBuilder text = new StringBuilder();
        for (boolean outside : new boolean[] {false, true}) {
            Score part = score.onlyOutside(outside);
            for (Language language : Language.values()) {
                text.append(row(outside, language.code(), part.only(language)));
            }
            text.append(row(outside, "all", part));
        }
        return text.toString();
    }

    private static String row(boolean outside, String language, Score score) {
        return String.format(
                Locale.ROOT,
                "%-12s %-3s %s%n",
                outside ? "out of scope" : "in scope",
                language,
                score);
    }
}
