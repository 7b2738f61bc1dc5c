package org.nextgeneration.health.doctor;

import java.util.Optional;
import org.nextgeneration.engine.GenerationResult;
import org.nextgeneration.engine.ModelStatus;
import org.nextgeneration.gpu.Placement;
import org.nextgeneration.gpu.SpeedCheck;

/** What came of a real load and a real answer. */
public sealed interface Inference {
    /**
     * A model answered.
     *
     * @param status of the model while it was loaded
     * @param result of its answer
     * @param placement where the driver saw its process meanwhile
     * @param speed how fast it was against what its card allows; empty where no card answered
     */
    record Answered(
            ModelStatus status,
            GenerationResult result,
            Placement placement,
            Optional<SpeedCheck> speed)
            implements Inference {}

    /**
     * It could not be loaded, or did not answer.
     *
     * @param message fit for a person as it stands
     */
    record Failed(String message) implements Inference {}

    /** There is no model to try with. */
    record NoModel() implements Inference {}

    /** How to try it. */
    @FunctionalInterface
    interface Trial {
        /**
         * Loads a small model on the device that answers would come from, and lets it say a little.
         *
         * @throws InterruptedException if it takes too long
         */
        Inference run() throws InterruptedException;
    }
}
