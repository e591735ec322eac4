package dev.tandem.migration;

import java.time.Duration;

/**
 * What became of a step.
 *
 * @param step the step
 * @param outcome what became of it
 * @param duration how long it took; of one that was taken back without that; zero when it was not begun
 */
public record StepResult(Step step, Outcome outcome, Duration duration) {

    /** How a step ended. */
    public enum Outcome {
        APPLIED,
        REVERTED,
        /** Failed; on a database with transactions nothing of it is left. Or: was taken back half-way, which is told as dirty. */
        FAILED,
        /**
         * It was done, and then was not any more, because something behind it failed: its transaction was rolled back, or
         * its down was run for it.
         */
        TAKEN_BACK,
        /** Not begun because something before it failed. */
        NOT_RUN
    }
}
