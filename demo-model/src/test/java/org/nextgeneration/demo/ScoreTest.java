package org.nextgeneration.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScoreTest {
    private static final Corpus CORPUS =
            new Corpus(List.of(topic("ask", "nextgen ask"), topic("outside", "demo")), List.of());
    private static final List<Question> QUESTIONS =
            List.of(
                    new Question(Language.ENGLISH, "ask", "how?"),
                    new Question(Language.FRENCH, "ask", "comment ?"),
                    new Question(Language.ENGLISH, "outside", "weather?"));

    @Test
    void of_oneAnswerForAll_countsOnlyItsTopic() {
        Score score = Score.of(QUESTIONS, CORPUS, _ -> "Run `NextGen ask`");

        assertEquals(1.0, score.onlyOutside(false).share());
        assertEquals(0.0, score.onlyOutside(true).share());
        assertEquals(QUESTIONS.subList(2, 3), questionsOf(score.wrong()));
    }

    @Test
    void only_language_dropsTheOther() {
        Score score =
                Score.of(QUESTIONS, CORPUS, asked -> asked.equals("how?") ? "nextgen ask" : "");

        assertEquals(1.0, score.onlyOutside(false).only(Language.ENGLISH).share());
        assertEquals(0.0, score.onlyOutside(false).only(Language.FRENCH).share());
    }

    @Test
    void table_mixedScore_hasARowForEachLanguageAndScope() {
        String table = Evaluate.table(Score.of(QUESTIONS, CORPUS, _ -> "demo"));

        assertEquals(6, table.lines().count(), table);
    }

    private static List<Question> questionsOf(List<Score.Result> results) {
        return results.stream().map(Score.Result::question).toList();
    }

    private static Topic topic(String id, String key) {
        return new Topic(
                id,
                Map.of(Language.ENGLISH, List.of(key), Language.FRENCH, List.of(key)),
                Map.of(Language.ENGLISH, key, Language.FRENCH, key));
    }
}
