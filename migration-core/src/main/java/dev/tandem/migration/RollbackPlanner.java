package dev.tandem.migration;

import dev.tandem.migration.History.Entry;
import dev.tandem.migration.History.Stopped;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether what a failed run has applied may be taken back, and by which steps. Pure: no connection, no clock. */
final class RollbackPlanner {
    private RollbackPlanner() {}

    /** The downs of what was applied, the latest first, across databases. */
    static List<Step> downs(List<Step> applied) {
        List<Step> downs = new ArrayList<>();
        for (Step up : applied) {
            downs.add(new Step(up.database(), Direction.DOWN, up.id(), up.name(), 0));
        }
        Collections.reverse(downs);
        return downs;
    }

    /** Why nothing is to be taken back after a failure of this kind, or {@code null}. */
    static @Nullable String objection(MigrationException failure) {
        if (failure instanceof StatementFailedException) {
            return null;
        }
        if (failure instanceof RunCancelledException) {
            return "the run was cancelled";
        }
        if (failure instanceof DeadlineExceededException) {
            return "there was no time left";
        }
        if (failure instanceof LostLockException) {
            return "the lock was lost";
        }
        return "it was not a statement that failed";
    }

    /**
     * Why nothing is to be taken back although a statement failed, or {@code null}.
     *
     * @param runId the run
     * @param plan what it was to do
     * @param applied what it has applied
     * @param states its databases as they are after the failure
     */
    static @Nullable String objection(String runId, Plan plan, List<Step> applied, List<DatabaseState> states) {
        for (DatabaseState state : states) {
            for (Step step : plan.steps(state.name())) {
                Entry entry = state.history().entries().get(step.id());
                String objection =
                        applied.contains(step) ? notOurs(runId, step, entry) : left(runId, state, step, entry);
                if (objection != null) {
                    return objection;
                }
            }
        }
        return withoutDown(applied, states);
    }

    private static @Nullable String notOurs(String runId, Step step, @Nullable Entry entry) {
        return entry != null && entry.applied() && entry.runId().equals(runId)
                ? null
                : "the history does not have " + name(step) + " as applied by this run any more";
    }

    /** What a step that was not completed has left; what an earlier run had done of it stays in any case. */
    private static @Nullable String left(String runId, DatabaseState state, Step step, @Nullable Entry entry) {
        Stopped stopped = state.stopped(step.id());
        if (stopped != null && stopped.effects() != Effects.NONE) {
            return "what " + name(step) + " has left cannot be told";
        }
        // A repeatable one may begin again where an earlier run had come further.
        boolean ours = entry != null && entry.runId().equals(runId);
        if (stopped != null && ours && stopped.completed() > step.completed()) {
            return name(step) + " has stopped behind statement " + stopped.completed()
                    + ", and what is done of it stays";
        }
        if (stopped != null && ranOutsideOfATransaction(state, step)) {
            return name(step)
                    + " runs outside of a transaction, and what it may have left (an invalid index or the like) is"
                    + " removed only when it is run again";
        }
        // A repeatable one that failed may still be applied as it read before.
        MigrationStatus status = state.migrations().get(step.id());
        boolean due = status != null && status.state() == MigrationState.PENDING;
        return step.direction() == Direction.UP && entry != null && entry.applied() && !due
                ? "the history has " + name(step) + " as applied"
                : null;
    }

    private static boolean ranOutsideOfATransaction(DatabaseState state, Step step) {
        Script script = state.script(step.id(), step.direction());
        return state.database().kind().relational() && script != null && !script.transactional();
    }

    private static @Nullable String withoutDown(List<Step> applied, List<DatabaseState> states) {
        return applied.stream()
                .filter(step -> states.stream()
                        .filter(state -> state.name().equals(step.database()))
                        .noneMatch(state -> state.script(step.id(), Direction.DOWN) != null))
                .findFirst()
                .map(step -> name(step) + (step.id().isRepeatable() ? " is repeatable and" : "") + " has no down")
                .orElse(null);
    }

    static String name(Step step) {
        return step.database() + " " + step.title();
    }
}
