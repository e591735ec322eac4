package dev.tandem.migration.postgres;

import dev.tandem.migration.Direction;
import dev.tandem.migration.DirtyDatabaseException;
import dev.tandem.migration.Effects;
import dev.tandem.migration.Failure;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.Script;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.Step;
import dev.tandem.migration.sql.Execution;
import dev.tandem.migration.sql.StatementBatch;
import dev.tandem.migration.sql.StepContext;
import dev.tandem.migration.sql.TransactionalChannel.BatchException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * For scripts that cannot be one transaction.
 *
 * <ol>
 *   <li>A statement that may run in a transaction commits together with its checkpoint. So does all between a BEGIN and a
 *       COMMIT of the script.
 *   <li>One that may not runs bare, behind an intent ({@code started}) that is committed first, and only after what an
 *       earlier attempt at it left was removed.
 *   <li>A failure of the first kind, and of the second where another attempt does no harm, leaves the migration to be
 *       resumed there. Another one's effects are unknown.
 *   <li>A run that resumes sets again what the script had set for the session. If the latest event is an intent, and the
 *       database is as the statement would have left it, that statement is done.
 * </ol>
 */
final class StepwiseExecution implements Execution {
    private final PostgresChannel channel;
    private final StepContext context;
    private final BareRecovery recovery;

    StepwiseExecution(PostgresChannel channel, StepContext context, BareRecovery recovery) {
        this.channel = channel;
        this.context = context;
        this.recovery = recovery;
    }

    @Override
    public void run(Step step, Script script, @Nullable String downSql, MigrationListener listener) {
        long start = System.nanoTime();
        listener.stepStarted(step, script);
        try {
            new Attempt(step, script, downSql, listener).execute();
        } catch (MigrationException e) {
            listener.stepFailed(step, e.failure(), Duration.ofNanos(System.nanoTime() - start));
            throw e;
        }
        context.endOwnTime();
        listener.stepCompleted(step, Duration.ofNanos(System.nanoTime() - start));
    }

    /** One step. */
    private final class Attempt {
        private final Step step;
        private final Script script;
        private final @Nullable String downSql;
        private final MigrationListener listener;
        private final boolean declared;
        private final long start = System.nanoTime();
        private int completed;
        private boolean finished;
        private String fingerprint = "";
        private @Nullable SqlStatement current;

        Attempt(Step step, Script script, @Nullable String downSql, MigrationListener listener) {
            this.step = step;
            this.script = script;
            this.downSql = downSql;
            this.listener = listener;
            this.declared = script instanceof PostgresScript postgres && postgres.declared();
            this.completed = step.completed();
        }

        void execute() {
            try (Script.Statements statements = script.open()) {
                boolean intended = channel.latestIsIntent(context, step.version());
                begin();
                skipCompleted(statements);
                while (statements.hasNext()) {
                    SqlStatement statement = statements.next();
                    current = statement;
                    checkDeadline();
                    listener.statementStarted(step, statement);
                    switch (TransactionUse.of(statement.executable(), declared)) {
                        case BARE -> bare(statement, intended, statements);
                        case BEGIN -> block(statements);
                        default -> together(List.of(statement), statement, statements);
                    }
                    intended = false;
                }
                if (!finished) {
                    commit(List.of(), context.completed(step, script, downSql, Long.toString(millis())));
                    context.appended();
                }
            } catch (SQLException e) {
                throw context.exception(step, script, current, e, "Run again: what is done is known.");
            }
        }

        /** Takes out of the session what an earlier script has left. */
        private void begin() {
            try {
                channel.send(channel.prologue(context));
                channel.commit();
            } catch (BatchException e) {
                throw rolledBack(e.problem(), null);
            } catch (SQLException e) {
                throw rolledBack(e, null);
            }
        }

        /** What ran in an earlier run: session settings are set again. */
        private void skipCompleted(Script.Statements statements) throws SQLException {
            for (int i = 0; i < step.completed() && statements.hasNext(); i++) {
                SqlStatement statement = statements.next();
                fingerprint = statement.fingerprint();
                switch (TransactionUse.of(statement.executable(), declared)) {
                    case SESSION -> channel.update(statement.executable());
                    case SESSION_OBJECT -> throw lostObject(statement);
                    default -> {}
                }
            }
        }

        private DirtyDatabaseException lostObject(SqlStatement statement) {
            return new DirtyDatabaseException(
                    new Failure(
                            step.database(),
                            step.version(),
                            script.location(),
                            statement.number(),
                            statement.line(),
                            statement.sql(),
                            step.name()
                                    + " stopped half-way, and what this statement had made was gone with its session.",
                            "Finish the migration by hand; or move what is left of it into a file of its own."),
                    null);
        }

        /** The statements of a transaction of the script's own, up to its COMMIT. */
        private void block(Script.Statements statements) {
            List<SqlStatement> block = new ArrayList<>();
            while (true) {
                SqlStatement statement = statements.next();
                current = statement;
                if (TransactionUse.of(statement.executable(), declared) == TransactionUse.COMMIT) {
                    together(block, statement, statements);
                    return;
                }
                listener.statementStarted(step, statement);
                block.add(statement);
            }
        }

        /** Statements and the checkpoint behind them, in one transaction. */
        private void together(List<SqlStatement> unit, SqlStatement last, Script.Statements statements) {
            long begun = System.nanoTime();
            try {
                while (!tried(unit, event(last, statements), begun)) {
                    checkDeadline();
                }
            } catch (MigrationException e) {
                record(e, Effects.NONE);
                throw e;
            }
            done(last);
        }

        /** Commits a unit; {@code false} if it found a lock taken and is to be sent again. */
        private boolean tried(List<SqlStatement> unit, String event, long begun) {
            try {
                commit(unit, event);
                return true;
            } catch (StatementFailedException e) {
                Duration waited = Duration.ofNanos(System.nanoTime() - begun);
                boolean again = e.getCause() instanceof SQLException problem
                        && context.isToBeTriedAgain(problem, waited, channel.blockers(), listener);
                if (again) {
                    return false;
                }
                throw e;
            }
        }

        private void bare(SqlStatement statement, boolean intended, Script.Statements statements) throws SQLException {
            BareStatement bare = BareStatement.of(statement.executable());
            boolean done = recovery.isDone(bare);
            if (!(intended && done)) {
                if (!done) {
                    commit(List.of(), context.started(step, script, completed, fingerprint));
                    context.appended();
                    // Behind the intent, which checks that the lock is held: only its holder removes anything.
                    for (String cleaning : recovery.cleaning(bare)) {
                        channel.update(cleaning);
                    }
                }
                runBare(statement, bare);
            }
            commit(List.of(), event(statement, statements));
            done(statement);
        }

        private void runBare(SqlStatement statement, BareStatement bare) {
            try {
                channel.executeBare(recovery.toSend(bare, statement.executable()), bare.waitsForOthers());
            } catch (SQLException e) {
                boolean again = bare.kind() != BareStatement.Kind.COMMITTING;
                MigrationException exception = context.exception(step, script, statement, e, advice(statement, again));
                record(exception, again ? Effects.NONE : Effects.UNKNOWN);
                throw exception;
            }
        }

        private String advice(SqlStatement statement, boolean again) {
            String before = StepContext.before(completed);
            String command =
                    "migrate " + (step.direction() == Direction.UP ? "up" : "down") + " --db " + step.database();
            return again
                    ? before
                            + "It may have left an invalid index or the like. Remove the cause, in the data or in the file, then"
                            + " run again: the run goes on at statement " + statement.number()
                            + ", and removes first what this attempt has left."
                    : before + "It may have committed some of its work. Look at it, then either run it again with: "
                            + command + " --resume retry, or go on behind it with: " + command + " --resume skip.";
        }

        private String event(SqlStatement statement, Script.Statements statements) {
            finished = !statements.hasNext();
            return statements.hasNext()
                    ? context.checkpoint(step, script, statement, millis())
                    : context.completed(step, script, downSql, Long.toString(millis()));
        }

        private void done(SqlStatement statement) {
            context.appended();
            completed = statement.number();
            fingerprint = statement.fingerprint();
        }

        /** An event, written as the user who connected, whatever role the script has taken, if the history is as it was. */
        private List<String> recorded(String event) {
            List<String> batch = new ArrayList<>(PostgresSession.OWN_USER_LOCALLY);
            batch.addAll(channel.guard(context));
            batch.add(event);
            return batch;
        }

        /** Statements of the script and an event, in one transaction that begins with the check of lock and history. */
        private void commit(List<SqlStatement> unit, String event) {
            // between units the deadline is looked at, and while one is sent the channel is cancelled
            StatementBatch batch = new StatementBatch(channel, () -> {});
            try {
                batch.add(channel.lockGuard(context));
                for (SqlStatement statement : unit) {
                    batch.add(statement);
                }
                batch.add(recorded(event));
                batch.send();
            } catch (SQLException e) {
                throw rolledBack(e, batch.failed() == null ? current : batch.failed());
            }
            try {
                channel.commit();
            } catch (SQLException e) {
                throw context.isAnswer(e) ? rolledBack(e, current) : lostAtCommit(e);
            }
        }

        private MigrationException lostAtCommit(SQLException problem) {
            return context.exception(
                    step,
                    script,
                    current,
                    problem,
                    StepContext.before(completed)
                            + "The connection was lost at COMMIT: this one is done, or nothing of it is. Run again: the"
                            + " history tells which, and the run goes on behind what is done.");
        }

        private MigrationException rolledBack(SQLException problem, @Nullable SqlStatement statement) {
            MigrationException exception = context.exception(
                    step,
                    script,
                    statement,
                    problem,
                    StepContext.before(completed)
                            + context.advice(
                                    "Of this one nothing is left: mend it in the file and run again; the run goes on"
                                            + " there."));
            try {
                channel.rollback();
            } catch (SQLException e) {
                exception.addSuppressed(e);
            }
            return exception;
        }

        /** Between statements nothing is unknown. */
        private void checkDeadline() {
            try {
                context.checkDeadline(step, script, false);
            } catch (MigrationException e) {
                record(e, Effects.NONE);
                throw e;
            }
        }

        private void record(MigrationException failure, Effects effects) {
            String error = failure.failure().message();
            List<String> batch =
                    recorded(context.failed(step, script, completed, fingerprint, effects, error, millis()));
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

        private long millis() {
            return Duration.ofNanos(System.nanoTime() - start).toMillis();
        }
    }
}
