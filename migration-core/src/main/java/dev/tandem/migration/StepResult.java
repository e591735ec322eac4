package dev.tandem.migration;

import java.time.Duration;

/**
 * What became of a step.
 *
 * @param step the step
 * @param outcome what became of it
 * @param duration how long it took; zero when it was not begun
 */
public record StepResult(Step step, Outcome outcome, Duration duration) {

    /** How a step ended. */
    public enum Outcome {
        APPLIED,
        REVERTED,
        /** Failed; on a database with transactions nothing of it is left. */
        FAILED,
        /** Not begun because something before it failed. */
        NOT_RUN
    }
}
