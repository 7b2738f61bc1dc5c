package org.nextgeneration.select;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How often the role read from a text is the one a person gave it. The first two sets shaped the
 * terms; only the last says what to expect of new prompts.
 */
class LabelledPromptsTest {
    @ParameterizedTest
    @CsvSource({
        "labelled-prompts.txt, 0.97",
        "second-prompts.txt, 0.95",
        "held-out-prompts.txt, 0.75",
    })
    void analyze_labelledPrompts_accuracyAboveTheFloor(String resource, double floor)
            throws IOException {
        List<LabelledPrompts> prompts = LabelledPrompts.read(resource);
        StringBuilder misses = new StringBuilder();
        int right = 0;
        for (LabelledPrompts labelled : prompts) {
            TaskAnalysis analysis = TaskAnalyzer.builtIn().analyze(labelled.prompt());
            if (analysis.role() == labelled.role()) {
                right++;
            } else {
                misses.append(
                        "%n%s instead of %s: %s"
                                .formatted(
                                        analysis.role().id(),
                                        labelled.role().id(),
                                        labelled.prompt()));
            }
        }
        double accuracy = (double) right / prompts.size();
        assertTrue(
                accuracy >= floor,
                "%s: accuracy %.3f (%d of %d), expected %.2f or more%s"
                        .formatted(resource, accuracy, right, prompts.size(), floor, misses));
    }
}
