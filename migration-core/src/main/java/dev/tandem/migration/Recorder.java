package dev.tandem.migration;

import dev.tandem.migration.StepResult.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Hears a run and keeps what its report needs. */
final class Recorder implements MigrationListener {
    private final Map<Step, StepResult> results = new LinkedHashMap<>();
    /** Of those that were begun and of which no end was heard, when that was. */
    private final Map<Step, Long> begun = new LinkedHashMap<>();

    private long hookBegun;
    private @Nullable String failedHook;
    private final List<String> dropped = new ArrayList<>();

    @Override
    public void stepStarted(Step step, Script script) {
        begun.put(step, System.nanoTime());
    }

    @Override
    public void stepCompleted(Step step, Duration duration) {
        begun.remove(step);
        StepResult up = step.direction() == Direction.DOWN ? applied(step.database(), step.id()) : null;
        if (up != null) {
            put(up.step(), Outcome.TAKEN_BACK, up.duration());
        } else {
            put(step, step.direction() == Direction.UP ? Outcome.APPLIED : Outcome.REVERTED, duration);
        }
    }

    /** Others that were begun in the same transaction are gone with it. */
    @Override
    public void stepFailed(Step step, Failure failure, Duration duration) {
        Long at = begun.remove(step);
        put(step, Outcome.FAILED, duration);
        takenBack(at == null ? System.nanoTime() : at);
    }

    @Override
    public void hookStarted(String database, Hook hook, Script script) {
        hookBegun = System.nanoTime();
    }

    @Override
    public void hookFailed(String database, Hook hook, Failure failure, Duration duration) {
        failedHook = hook.fileName() + " of " + database;
        takenBack(hookBegun);
    }

    /** What was begun and is not told to have ended was in the transaction of what failed at that time. */
    private void takenBack(long failed) {
        long end = failed;
        List<Map.Entry<Step, Long>> others = new ArrayList<>(begun.entrySet());
        Collections.reverse(others);
        for (Map.Entry<Step, Long> other : others) {
            put(other.getKey(), Outcome.TAKEN_BACK, Duration.ofNanos(end - other.getValue()));
            end = other.getValue();
        }
        begun.clear();
    }

    @Override
    public void dropped(String database) {
        dropped.add(database);
    }

    private void put(Step step, Outcome outcome, Duration duration) {
        results.put(step, new StepResult(step, outcome, duration));
    }

    private @Nullable StepResult applied(String database, MigrationId migration) {
        return results.values().stream()
                .filter(result -> result.outcome() == Outcome.APPLIED)
                .filter(result -> result.step().database().equals(database)
                        && result.step().id().equals(migration))
                .findFirst()
                .orElse(null);
    }

    /** Whose up was run and has not been taken back, in order. */
    List<Step> applied() {
        return results.values().stream()
                .filter(result -> result.outcome() == Outcome.APPLIED)
                .map(StepResult::step)
                .filter(step -> !step.recordsOnly())
                .toList();
    }

    /** The hook that failed, with its database, {@code null} when none did. */
    @Nullable
    String failedHook() {
        return failedHook;
    }

    /** This one was to be taken back, and only a part of that was done. */
    void halfWay(Step step) {
        results.computeIfPresent(step, (up, result) -> new StepResult(up, Outcome.FAILED, result.duration()));
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
