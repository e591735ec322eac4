package dev.tandem.migration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes back what a failed run has applied, in all of its databases, or nothing of it: half of it would be a state that
 * nobody has thought of.
 *
 * <ol>
 *   <li>Only after a statement of a migration that failed, not of a hook. Not when the run was cancelled or its time was over, and not when a lock was
 *       lost.
 *   <li>Still under the locks, read the histories again. Nothing is taken back unless all of them can be read, what
 *       failed has left nothing, what was applied stands there as applied by this very run, and all of it has a down that
 *       can be executed.
 *   <li>The deadline begins again: taking back has as much time as the run had. Cancelling still ends it.
 *   <li>Run the downs, the latest first; each is recorded like any other. What the failed transaction had rolled back
 *       already was never applied.
 *   <li>Stop at the first that fails, and say what is there and what is not.
 * </ol>
 */
final class Rollback {
    private static final String WHAT = " (rollback-on-failure)";

    private final String runId;
    private final Plan plan;
    private final Sessions sessions;
    private final Deadline deadline;
    private final Recorder recorder;
    private final MigrationListener listener;

    Rollback(
            String runId,
            Plan plan,
            Sessions sessions,
            Deadline deadline,
            Recorder recorder,
            MigrationListener listener) {
        this.runId = runId;
        this.plan = plan;
        this.sessions = sessions;
        this.deadline = deadline;
        this.recorder = recorder;
        this.listener = listener;
    }

    /** The run's failure, and what was done about it. */
    Failure after(MigrationException failure) {
        List<Step> applied = recorder.applied();
        if (applied.isEmpty()) {
            return failure.failure();
        }
        String objection = objection(failure, applied);
        if (objection == null && !deadline.beginAgain()) {
            objection = "the run was ended meanwhile";
        }
        if (objection != null) {
            return failure.failure()
                    .withMoreAdvice(
                            "Nothing was taken back" + WHAT + ": " + objection + ". What this run had applied stays.");
        }
        List<Step> downs = RollbackPlanner.downs(applied);
        listener.rollbackStarted(downs);
        try {
            takeBack(downs);
            return failure.failure()
                    .withMoreAdvice("What this run had applied was taken back" + WHAT + ": " + names(applied) + ".");
        } catch (MigrationException e) {
            failure.addSuppressed(e);
            return failure.failure().withMoreAdvice(stopped(applied, e.failure()));
        } catch (RuntimeException defect) {
            // It must not hide what the run itself failed with.
            failure.addSuppressed(defect);
            return failure.failure().withMoreAdvice(stopped(applied, Failure.of(null, defect.toString(), null)));
        }
    }

    private void takeBack(List<Step> downs) {
        for (List<Step> steps : Plan.stretches(downs)) {
            String database = steps.get(0).database();
            deadline.check("before what was applied to " + database + " was taken back");
            MigrationSession session = sessions.get(database);
            // It has gone on since: the failure is recorded there.
            session.history();
            session.run(steps, listener);
        }
    }

    private @Nullable String objection(MigrationException failure, List<Step> applied) {
        if (recorder.failedHook() != null) {
            return "it was " + recorder.failedHook() + " that failed, and what a hook has done is not taken back";
        }
        String objection = RollbackPlanner.objection(failure);
        if (objection != null) {
            return objection;
        }
        List<DatabaseState> states = new ArrayList<>();
        for (String database : plan.databases()) {
            try {
                states.add(sessions.state(database));
            } catch (MigrationException e) {
                return database + " cannot be read any more: "
                        + withoutStop(e.failure().message());
            }
        }
        objection = RollbackPlanner.objection(runId, plan, applied, states);
        return objection != null ? objection : unusableDown(RollbackPlanner.downs(applied));
    }

    private @Nullable String unusableDown(List<Step> downs) {
        Duration limit = deadline.limit();
        for (Step step : downs) {
            try {
                Script script = sessions.get(step.database()).script(step);
                script.statements();
                Duration timeout = script.timeout();
                if (limit != null && timeout != null && timeout.compareTo(limit) > 0) {
                    return "the down of " + RollbackPlanner.name(step) + " may take " + Deadline.text(timeout)
                            + " (tandem:timeout), and there are only " + Deadline.text(limit) + " for all of it";
                }
            } catch (MigrationException e) {
                return "the down of " + RollbackPlanner.name(step) + " cannot be executed: "
                        + withoutStop(e.failure().message());
            }
        }
        return null;
    }

    /** What there is to say when not all of it could be taken back. */
    private String stopped(List<Step> applied, Failure failure) {
        List<Step> there = recorder.applied();
        List<Step> halfWay = there.stream().filter(this::isHalfWay).toList();
        halfWay.forEach(recorder::halfWay);
        List<Step> back = without(applied, there);
        StringBuilder text = new StringBuilder("When what this run had applied was taken back")
                .append(WHAT)
                .append(", that failed, too: ")
                .append(failure.describe().replace("\n", "\n  "));
        if (!back.isEmpty()) {
            text.append("\n  Taken back: ").append(names(back)).append('.');
        }
        List<Step> whole = without(there, halfWay);
        if (!whole.isEmpty()) {
            text.append("\n  Still applied: ").append(names(whole)).append('.');
        }
        if (!halfWay.isEmpty()) {
            text.append("\n  Taken back in part: ").append(names(halfWay)).append('.');
        }
        text.append("\n  To take back what is left, once that is mended: ")
                .append(commands(there))
                .append('.');
        if (halfWay.isEmpty()) {
            text.append(" To go forward from there instead: migrate up.");
        }
        return text.toString();
    }

    /** Whether a part of it is gone, as far as its history can be read. */
    private boolean isHalfWay(Step step) {
        try {
            return sessions.state(step.database()).stopped(step.id()) != null;
        } catch (MigrationException e) {
            return false;
        }
    }

    private static String commands(List<Step> left) {
        return Plan.stretches(RollbackPlanner.downs(left)).stream()
                .map(steps -> "migrate down --db " + steps.get(0).database() + " --steps " + steps.size())
                .collect(Collectors.joining(", then "));
    }

    private static List<Step> without(List<Step> steps, List<Step> others) {
        return steps.stream().filter(step -> !others.contains(step)).toList();
    }

    private static String names(List<Step> steps) {
        return steps.stream().map(RollbackPlanner::name).collect(Collectors.joining(", "));
    }

    private static String withoutStop(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }
}
