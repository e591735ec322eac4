package dev.tandem.migration.postgres;

import dev.tandem.migration.Effects;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.Step;
import dev.tandem.migration.postgres.Cancellation.NotBegunException;
import dev.tandem.migration.sql.StepContext;
import java.sql.SQLException;
import java.util.List;

/** Runs the statements of a step that may not stand in a transaction, each behind its intent. */
final class BareStep {
    private final Step step;
    private final StepContext context;
    private final StepPosition position;
    private final StepwiseCommits commits;
    private final BareExecution execution;
    private final BareRecovery recovery;

    BareStep(
            Step step,
            StepContext context,
            StepPosition position,
            StepwiseCommits commits,
            BareExecution execution,
            BareRecovery recovery) {
        this.step = step;
        this.context = context;
        this.position = position;
        this.commits = commits;
        this.execution = execution;
        this.recovery = recovery;
    }

    /** Whether an earlier run has left an intent, and nothing behind it. */
    boolean isIntended() throws SQLException {
        return execution.latestIsIntent(context, step);
    }

    /**
     * Runs one, unless an earlier attempt has done so.
     *
     * @param intended whether the latest event is an intent for it
     * @param last whether the step is complete with it
     */
    void run(SqlStatement statement, boolean intended, boolean last) throws SQLException {
        BareStatement bare = BareStatement.of(statement.executable());
        boolean done = recovery.isDone(bare);
        if (!(intended && done)) {
            if (!done) {
                commits.commit(List.of(), position.intent());
                context.appended();
                // Only who holds the lock removes anything.
                commits.holdLock();
                for (String cleaning : recovery.cleaning(bare)) {
                    execution.update(cleaning);
                }
            }
            execute(statement, bare);
        }
        commits.commit(List.of(), position.event(statement, last));
        position.done(statement);
    }

    private void execute(SqlStatement statement, BareStatement bare) {
        try {
            execution.execute(recovery.toSend(bare, statement.executable()), bare.waitsForOthers());
        } catch (SQLException e) {
            boolean again = bare.kind() != BareStatement.Kind.COMMITTING || e instanceof NotBegunException;
            MigrationException exception =
                    position.exception(statement, e, advice(statement, again && !position.isRetry()));
            commits.record(exception, again ? Effects.NONE : Effects.UNKNOWN);
            throw exception;
        }
    }

    private String advice(SqlStatement statement, boolean again) {
        String before = StepContext.before(position.completed());
        return again
                ? before
                        + "It may have left an invalid index or the like. Remove the cause, in the data or in the file, then"
                        + " run again: the run goes on at statement " + statement.number()
                        + ", and removes first what this attempt has left."
                : before + "It may have committed some of its work. " + position.choice();
    }
}
