package dev.tandem.migration.sql;

import dev.tandem.migration.Deadline;
import dev.tandem.migration.Effects;
import dev.tandem.migration.Failure;
import dev.tandem.migration.ForeignHistory;
import dev.tandem.migration.LostLockException;
import dev.tandem.migration.Migration;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.Script;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.Step;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Records what another tool has as applied and renames its table, as the channel says. */
final class Adoption {
    private final ConfiguredDatabase database;
    private final AdoptingChannel channel;
    private final StepContext context;
    private final Function<Step, Script> scripts;

    Adoption(
            ConfiguredDatabase database, AdoptingChannel channel, StepContext context, Function<Step, Script> scripts) {
        this.database = database;
        this.channel = channel;
        this.context = context;
        this.scripts = scripts;
    }

    void run(ForeignHistory foreign, List<Step> steps, MigrationListener listener) {
        long start = System.nanoTime();
        steps.stream().limit(1).forEach(first -> listener.stepStarted(first, scripts.apply(first)));
        try {
            takeOver(foreign, steps);
        } catch (MigrationException e) {
            steps.stream().limit(1).forEach(first -> listener.stepFailed(first, e.failure(), since(start)));
            throw e;
        }
        for (Step step : steps) {
            if (!step.equals(steps.get(0))) {
                listener.stepStarted(step, scripts.apply(step));
            }
            listener.stepCompleted(step, since(start));
        }
    }

    private void takeOver(ForeignHistory foreign, List<Step> steps) {
        TableLocation old = new TableLocation(foreign.schema(), foreign.table(), true, null);
        Deadline deadline = context.deadline();
        deadline.check("before " + foreign.where() + " was taken over");
        try {
            TableLocation renamed = new TableLocation(foreign.schema(), foreign.renamedTo(), false, null);
            channel.updateAll(channel.takeOver(old, renamed, context, table -> events(steps, table)));
        } catch (SQLException e) {
            throw failed(foreign, e);
        }
    }

    /** One statement for all of them, which a server without transactions does wholly or not at all, too. */
    private List<String> events(List<Step> steps, TableLocation history) {
        if (steps.isEmpty()) {
            return List.of();
        }
        List<HistoryTable.Row> rows = new ArrayList<>();
        for (Step step : steps) {
            rows.add(row(step, context.head() + rows.size() + 1));
        }
        Dialect dialect = database.dialect();
        return List.of(new HistoryTable(dialect).append(history.qualified(dialect), rows, "0"));
    }

    private HistoryTable.Row row(Step step, long seq) {
        Migration migration = database.migration(step.id());
        Script script = migration == null ? scripts.apply(step) : migration.up();
        return new HistoryTable.Row(
                seq,
                context.fence(),
                context.runId(),
                Identity.userAndHost(),
                step.id(),
                step.name(),
                step.action(),
                HistoryEvent.State.APPLIED,
                script.statements(),
                script.statements(),
                script.fingerprint(),
                script.fingerprint(),
                Effects.NONE,
                null,
                migration == null ? null : RecordedDown.text(database.dialect(), migration.down()),
                null);
    }

    private MigrationException failed(ForeignHistory foreign, SQLException problem) {
        Dialect dialect = database.dialect();
        Failure failure = Failure.of(
                database.name(),
                foreign.where() + " of " + foreign.tool().label() + " could not be taken over: "
                        + dialect.answer(problem).message(),
                "Nothing that it holds is lost. When the reason is gone, run migrate adopt again. Where the server refuses"
                        + " to rename or exchange tables, set tandem.databases." + database.name()
                        + ".table to a name of its own first.");
        if (dialect.problem(problem) == Dialect.Problem.LOST_LOCK) {
            return new LostLockException(failure, problem);
        }
        return context.deadline().hasEnded()
                ? context.deadline().exceeded(failure, "while " + foreign.where() + " was taken over", problem)
                : new StatementFailedException(failure, problem);
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
