package dev.tandem.migration.postgres;

import dev.tandem.migration.Effects;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.sql.StatementBatch;
import dev.tandem.migration.sql.StepContext;
import dev.tandem.migration.sql.TransactionalChannel;
import dev.tandem.migration.sql.TransactionalChannel.BatchException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The transactions of an attempt at a step: each holds statements of the script, if any, and an event. */
final class StepwiseCommits {
    private final TransactionalChannel channel;
    private final Prologue prologue;
    private final StepContext context;
    private final StepPosition position;

    StepwiseCommits(TransactionalChannel channel, Prologue prologue, StepContext context, StepPosition position) {
        this.channel = channel;
        this.prologue = prologue;
        this.context = context;
        this.position = position;
    }

    /** Takes out of the session what an earlier script has left. */
    void begin() {
        try {
            channel.send(channel.prologue(context));
            channel.commit();
        } catch (BatchException e) {
            throw rolledBack(e.problem(), null);
        } catch (SQLException e) {
            throw rolledBack(e, null);
        }
    }

    /** Statements of the script and an event, in one transaction that begins with the check of lock and history. */
    void commit(List<SqlStatement> unit, String event) {
        // between units the deadline is looked at, and while one is sent the channel is cancelled
        StatementBatch batch = new StatementBatch(channel, () -> {});
        try {
            batch.add(prologue.lockGuard(context.location()));
            for (SqlStatement statement : unit) {
                batch.add(statement);
            }
            batch.add(recorded(event));
            batch.send();
        } catch (SQLException e) {
            throw rolledBack(e, batch.failed() == null ? position.current() : batch.failed());
        }
        try {
            channel.commit();
        } catch (SQLException e) {
            throw context.isAnswer(e) ? rolledBack(e, position.current()) : lostAtCommit(e);
        }
    }

    /** Makes sure of the lock for what runs by itself, for the lock of a transaction ends with it. */
    void holdLock() throws SQLException {
        channel.update(prologue.sessionLock(context.location()));
    }

    /** An event, written as the user who connected, whatever role the script has taken, if the history is as it was. */
    private List<String> recorded(String event) {
        List<String> batch = new ArrayList<>(PostgresSession.OWN_USER_LOCALLY);
        batch.addAll(prologue.guard(context));
        batch.add(event);
        return batch;
    }

    private MigrationException lostAtCommit(SQLException problem) {
        return position.exception(
                position.current(),
                problem,
                StepContext.before(position.completed())
                        + "The connection was lost at COMMIT: this one is done, or nothing of it is. Run again: the"
                        + " history tells which, and the run goes on behind what is done.");
    }

    private MigrationException rolledBack(SQLException problem, @Nullable SqlStatement statement) {
        String mend = position.isRetry()
                ? "Of this attempt nothing is left, but the one before it may have committed some of its work. "
                        + position.choice()
                : "Of this one nothing is left: mend it in the file and run again; the run goes on there.";
        MigrationException exception =
                position.exception(statement, problem, StepContext.before(position.completed()) + context.advice(mend));
        try {
            channel.rollback();
        } catch (SQLException e) {
            exception.addSuppressed(e);
        }
        return exception;
    }

    /** Writes down why the step goes no further; what keeps that from being written joins the failure. */
    void record(MigrationException failure, Effects effects) {
        List<String> batch = recorded(position.failed(effects, failure.failure().message()));
        context.awaitCancel();
        try {
            channel.rollback();
            channel.send(batch);
            channel.commit();
            context.appended();
        } catch (BatchException e) {
            failure.addSuppressed(e.problem());
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }
}
