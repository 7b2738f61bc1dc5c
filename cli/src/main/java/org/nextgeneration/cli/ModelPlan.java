package org.nextgeneration.cli;

import java.util.Optional;
import org.nextgeneration.agents.Assistant;
import org.nextgeneration.select.Selection;
import org.nextgeneration.select.TaskAnalysis;

/**
 * Who will answer, and why.
 *
 * @param analysis what the text asks for
 * @param selection the model
 * @param assistant the behaviour asked for, if any
 * @param inCatalogue whether the model's parameters are known and not assumed
 */
record ModelPlan(
        TaskAnalysis analysis,
        Selection.Chosen selection,
        Optional<Assistant> assistant,
        boolean inCatalogue) {
    /**
     * {@return the context that the catalogue loads the model with; 0 where it does not know it}
     */
    int catalogueContextTokens() {
        return inCatalogue && !selection.entry().demo() ? selection.entry().contextTokens() : 0;
    }

    /** {@return whether the small model that ships with the program answers} */
    boolean demo() {
        return selection.entry().demo();
    }
}
