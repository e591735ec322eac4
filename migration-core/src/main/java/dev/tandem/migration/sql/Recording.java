package dev.tandem.migration.sql;

import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.Script;
import dev.tandem.migration.Step;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Writes steps that run no script into the history: all of them in one transaction, behind the channel's guard, where the
 * server has transactions; one by one elsewhere.
 */
final class Recording {
    private final SqlChannel channel;
    private final StepContext context;
    private final Function<Step, Script> scripts;
    private final Function<Step, String> events;

    /**
     * Records on a channel.
     *
     * @param events renders the event of a step
     */
    Recording(SqlChannel channel, StepContext context, Function<Step, Script> scripts, Function<Step, String> events) {
        this.channel = channel;
        this.context = context;
        this.scripts = scripts;
        this.events = events;
    }

    void run(List<Step> steps, MigrationListener listener) {
        if (channel instanceof TransactionalChannel transactional) {
            together(steps, transactional.prologue(context), listener);
        } else {
            steps.forEach(step -> together(List.of(step), List.of(), listener));
        }
    }

    private void together(List<Step> steps, List<String> guard, MigrationListener listener) {
        long start = System.nanoTime();
        Step first = steps.get(0);
        Script script = scripts.apply(first);
        listener.stepStarted(first, script);
        try {
            context.checkDeadline(first, script, true);
            List<String> statements = new ArrayList<>(guard);
            for (Step step : steps) {
                statements.add(events.apply(step));
                context.appended();
            }
            write(first, script, statements);
        } catch (MigrationException e) {
            listener.stepFailed(first, e.failure(), since(start));
            throw e;
        }
        for (Step step : steps) {
            if (!step.equals(first)) {
                listener.stepStarted(step, scripts.apply(step));
            }
            listener.stepCompleted(step, since(start));
        }
    }

    private void write(Step first, Script script, List<String> statements) {
        try {
            channel.updateAll(statements);
        } catch (SQLException e) {
            throw context.exception(
                    first, script, null, e, "The history could not be written. See what it holds: migrate status.");
        }
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
