package dev.tandem.migration;

import dev.tandem.migration.StepResult.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Hears a run and keeps what its report needs. */
final class Recorder implements MigrationListener {
    private final Map<Step, StepResult> results = new LinkedHashMap<>();
    private final List<String> dropped = new ArrayList<>();

    @Override
    public void stepCompleted(Step step, Duration duration) {
        Outcome outcome = step.direction() == Direction.UP ? Outcome.APPLIED : Outcome.REVERTED;
        results.put(step, new StepResult(step, outcome, duration));
    }

    @Override
    public void stepFailed(Step step, Failure failure, Duration duration) {
        results.put(step, new StepResult(step, Outcome.FAILED, duration));
    }

    @Override
    public void dropped(String database) {
        dropped.add(database);
    }

    Report report(
            String runId,
            Report.Outcome outcome,
            Plan plan,
            List<DatabaseStatus> databases,
            @Nullable Failure failure) {
        List<StepResult> steps = plan.steps().stream()
                .map(step -> results.getOrDefault(step, new StepResult(step, Outcome.NOT_RUN, Duration.ZERO)))
                .toList();
        return new Report(runId, outcome, steps, dropped, databases, failure);
    }
}
