package dev.tandem.migration.sql;

import dev.tandem.migration.Effects;
import dev.tandem.migration.Failure;
import dev.tandem.migration.LostLockException;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.Script;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.Step;
import dev.tandem.migration.sql.TransactionalChannel.BatchException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One transaction holds a migration's statements and its history row: it happened or it did not, and a failure is never
 * dirty.
 *
 * <ol>
 *   <li>The transaction begins with the channel's prologue, which fails unless lock and history are as they were read.
 *   <li>The statements follow, many in one request, as they are read from the script.
 *   <li>The history row is the last one; then the commit.
 *   <li>After a failure everything is rolled back, and a row that says so is written by itself, for whoever waits for
 *       the lock.
 * </ol>
 */
public final class TransactionalExecution implements Execution {
    private final TransactionalChannel channel;
    private final StepContext context;

    /** Executes steps on a channel. */
    public TransactionalExecution(TransactionalChannel channel, StepContext context) {
        this.channel = channel;
        this.context = context;
    }

    @Override
    public void run(Step step, Script script, @Nullable String downSql, MigrationListener listener) {
        long start = System.nanoTime();
        listener.stepStarted(step, script);
        try {
            context.checkDeadline(step, script, true);
            new Attempt(step, script, downSql, listener).execute();
            context.appended();
        } catch (MigrationException e) {
            listener.stepFailed(step, e.failure(), since(start));
            throw e;
        }
        listener.stepCompleted(step, since(start));
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** One attempt at one step. */
    private final class Attempt {
        private final Step step;
        private final Script script;
        private final @Nullable String downSql;
        private final MigrationListener listener;
        private final long start = System.nanoTime();

        Attempt(Step step, Script script, @Nullable String downSql, MigrationListener listener) {
            this.step = step;
            this.script = script;
            this.downSql = downSql;
            this.listener = listener;
        }

        void execute() {
            boolean done = false;
            while (!done) {
                done = attempt();
            }
            try {
                channel.commit();
            } catch (SQLException e) {
                throw failedAtCommit(e);
            }
        }

        /** Sends everything; {@code false} if it found a lock taken, was taken back, and is to be sent again. */
        private boolean attempt() {
            StatementBatch batch = new StatementBatch(channel, () -> context.checkDeadline(step, script, false));
            try {
                batch.add(channel.prologue(context));
                try (Script.Statements statements = script.open()) {
                    while (statements.hasNext()) {
                        SqlStatement statement = statements.next();
                        listener.statementStarted(step, statement);
                        batch.add(statement);
                    }
                }
                batch.add(channel.epilogue());
                batch.add(List.of(context.completed(step, script, downSql, channel.transactionMillis())));
                batch.send();
                return true;
            } catch (SQLException e) {
                if (isToBeTriedAgain(e, batch.failed())) {
                    return false;
                }
                throw failed(e, batch.failed(), advice(e));
            } catch (MigrationException e) {
                rollback(e);
                throw e;
            }
        }

        /** Not while the locks that this transaction holds keep others waiting: it is taken back before the pause. */
        private boolean isToBeTriedAgain(SQLException problem, @Nullable SqlStatement statement) {
            if (!context.isLocked(problem)) {
                return false;
            }
            try {
                channel.rollback();
            } catch (SQLException e) {
                throw failed(e, statement, "");
            }
            return context.isToBeTriedAgain(problem, since(start), channel.blockers(), listener);
        }

        private String advice(SQLException problem) {
            String blockers = channel.blockers();
            return context.isLocked(problem)
                    ? "A lock was not to be had" + (blockers == null ? "" : "; " + blockers + " held it")
                            + ". Run again when it is free, or raise lock-wait."
                    : context.advice("Mend the file and run again.");
        }

        private MigrationException failed(SQLException problem, @Nullable SqlStatement statement, String action) {
            MigrationException exception = context.exception(
                    step, script, statement, problem, "Nothing of it is left in the database. " + action);
            rollback(exception);
            return exception;
        }

        /** A server that refuses to commit has taken everything back; one that does not answer may have committed. */
        private MigrationException failedAtCommit(SQLException problem) {
            if (context.isAnswer(problem)) {
                return failed(problem, null, "It failed at COMMIT. Mend the file and run again.");
            }
            MigrationException exception = context.exception(
                    step,
                    script,
                    null,
                    problem,
                    "The connection was lost at COMMIT: it is in the database as a whole, or nothing of it is. The history"
                            + " tells which: migrate status.");
            rollback(exception);
            return exception;
        }

        /** Takes everything back and records the failure; what goes wrong with that is told beside the failure itself. */
        private void rollback(MigrationException failure) {
            try {
                channel.rollback();
                if (!(failure instanceof LostLockException)) {
                    record(failure.failure());
                }
            } catch (SQLException e) {
                failure.addSuppressed(e);
            } catch (BatchException e) {
                failure.addSuppressed(e.problem());
            }
        }

        private void record(Failure failure) throws BatchException, SQLException {
            List<String> statements = new ArrayList<>(channel.prologue(context));
            long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
            statements.add(context.failed(step, script, 0, "", Effects.NONE, failure.message(), millis));
            channel.send(statements);
            channel.commit();
            context.appended();
        }
    }
}
