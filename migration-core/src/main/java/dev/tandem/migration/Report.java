package dev.tandem.migration;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run did; complete even when it failed half-way.
 *
 * @param runId the run, as it stands in the history
 * @param outcome how it ended
 * @param steps every step of its plan and what became of it, in order
 * @param dropped databases that were emptied
 * @param databases the state in which it left its databases, as far as it could still read it
 * @param failure what ended it, {@code null} unless it failed
 */
public record Report(
        String runId,
        Outcome outcome,
        List<StepResult> steps,
        List<String> dropped,
        List<DatabaseStatus> databases,
        @Nullable Failure failure) {

    /** How a run ended. */
    public enum Outcome {
        /** It did what was planned. */
        DONE,
        /** There was nothing to do. */
        NOTHING,
        FAILED
    }

    public Report {
        steps = List.copyOf(steps);
        dropped = List.copyOf(dropped);
        databases = List.copyOf(databases);
    }

    static Report failed(String runId, Failure failure) {
        return new Report(runId, Outcome.FAILED, List.of(), List.of(), List.of(), failure);
    }
}
