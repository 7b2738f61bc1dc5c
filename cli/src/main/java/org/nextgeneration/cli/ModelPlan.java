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
 */
record ModelPlan(TaskAnalysis analysis, Selection.Chosen selection, Optional<Assistant> assistant) {
    /** {@return whether the small model that ships with the program answers} */
    boolean demo() {
        return selection.entry().demo();
    }
}
