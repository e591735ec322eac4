package dev.tandem.migration.sql;

import dev.tandem.migration.Command;
import dev.tandem.migration.Effects;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.Script;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.Step;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * For servers without transactions over schema changes: a checkpoint after each statement, so that it is always known
 * which statement was the last.
 *
 * <ol>
 *   <li>A {@code started} event is written, with the number of statements that are done already.
 *   <li>Each statement is sent by itself; a {@code checkpoint} event follows it. The last one's is the end of the step.
 *   <li>When a statement fails, or no answer comes, the channel finds out what became of it. Done all the same: it goes on.
 *       Otherwise a {@code failed} event records how many are done and what the failed one has left. {@link
 *       Effects#NONE}: the next run goes on at it; if not, the database is dirty.
 *   <li>A process that dies leaves the latest event as it is: the end of the statement behind it is unknown.
 * </ol>
 */
public final class CheckpointedExecution implements Execution {
    private static final Logger log = LoggerFactory.getLogger(CheckpointedExecution.class);

    private final CheckpointedChannel channel;
    private final StepContext context;

    /** Executes steps on a channel. */
    public CheckpointedExecution(CheckpointedChannel channel, StepContext context) {
        this.channel = channel;
        this.context = context;
    }

    @Override
    public void run(Step step, Script script, @Nullable String downSql, MigrationListener listener) {
        long start = System.nanoTime();
        listener.stepStarted(step, script);
        try {
            new Attempt(step, script, listener).execute(downSql);
        } catch (MigrationException e) {
            listener.stepFailed(step, e.failure(), since(start));
            throw e;
        }
        context.endOwnTime();
        listener.stepCompleted(step, since(start));
    }

    @Override
    public void run(HookScript hook, MigrationListener listener) {
        hook.execute(context, listener, new CheckpointedHook(channel, context, hook)::execute);
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** One step. */
    private final class Attempt {
        private final Step step;
        private final Script script;
        private final MigrationListener listener;
        private final long start = System.nanoTime();
        private int completed;
        private String fingerprint = "";
        private @Nullable SqlStatement current;

        Attempt(Step step, Script script, MigrationListener listener) {
            this.step = step;
            this.script = script;
            this.listener = listener;
            this.completed = step.completed();
        }

        void execute(@Nullable String downSql) {
            channel.beginScript();
            try (Script.Statements statements = script.open()) {
                skipCompleted(statements);
                context.checkDeadline(step, script, true);
                write(context.started(step, script, completed, fingerprint));
                while (statements.hasNext()) {
                    SqlStatement statement = statements.next();
                    current = statement;
                    execute(statement);
                    completed = statement.number();
                    fingerprint = statement.fingerprint();
                    if (statements.hasNext()) {
                        write(context.checkpoint(step, script, statement, millis()));
                    }
                }
                write(context.completed(step, script, downSql, Long.toString(millis())));
            }
        }

        private void skipCompleted(Script.Statements statements) {
            for (int i = 0; i < step.completed() && statements.hasNext(); i++) {
                SqlStatement statement = statements.next();
                replay(statement);
                fingerprint = statement.fingerprint();
            }
        }

        private void replay(SqlStatement statement) {
            try {
                channel.replay(statement.executable());
            } catch (SQLException e) {
                throw context.exception(step, script, statement, e, "Nothing was executed.");
            }
        }

        private void execute(SqlStatement statement) {
            listener.statementStarted(step, statement);
            try {
                checkDeadline(statement);
                channel.execute(statement.executable(), tag(statement));
            } catch (SQLException e) {
                goOnOrFail(statement, e);
            }
        }

        private void goOnOrFail(SqlStatement statement, SQLException e) {
            switch (channel.afterFailure(statement.executable(), tag(statement), e)) {
                // Not its words: they may hold the values of placeholders.
                case DONE -> log.warn("{} was done, though error {} was heard of it", tag(statement), e.getErrorCode());
                case NOTHING -> throw failed(e, statement, isRetry(statement) ? Effects.UNKNOWN : Effects.NONE);
                case UNKNOWN -> throw failed(e, statement, Effects.UNKNOWN);
            }
        }

        private StatementTag tag(SqlStatement statement) {
            return new StatementTag(context.runId(), context.fence(), step.id(), statement.number());
        }

        /** What the attempt before this one has left is still there. */
        private boolean isRetry(SqlStatement statement) {
            return step.resume() == Command.Resume.RETRY && statement.number() == step.completed() + 1;
        }

        /** Between statements nothing is unknown, unless it was before: the next run goes on behind the last checkpoint. */
        private void checkDeadline(SqlStatement next) {
            try {
                context.checkDeadline(step, script, false);
            } catch (MigrationException e) {
                record(e, isRetry(next) ? Effects.UNKNOWN : Effects.NONE);
                throw e;
            }
        }

        private MigrationException failed(SQLException e, SqlStatement statement, Effects effects) {
            MigrationException exception = context.exception(step, script, statement, e, action(statement, effects));
            if (record(exception, effects)) {
                return exception;
            }
            MigrationException unrecorded = context.exception(
                    step,
                    script,
                    statement,
                    e,
                    "That could not be recorded either. Look at: migrate status --db " + step.database()
                            + ". It tells how the next run sees it.");
            for (Throwable suppressed : exception.getSuppressed()) {
                unrecorded.addSuppressed(suppressed);
            }
            return unrecorded;
        }

        private String action(SqlStatement statement, Effects effects) {
            String before = StepContext.before(completed);
            return switch (effects) {
                case NONE ->
                    before + "This one has left nothing: "
                            + context.advice("mend it in the file and run again; the run goes on at statement "
                                    + statement.number() + ".");
                case SOME, UNKNOWN ->
                    before + "What this one"
                            + (isRetry(statement) ? " and the attempt before it have" : " has")
                            + " left cannot be told from here. Look at "
                            + context.masked(channel.whatToLookAt(statement.executable())) + ", "
                            + StepContext.choice(step);
            };
        }

        /** Whether it could be recorded; if not, why is told beside the failure itself. */
        private boolean record(MigrationException exception, Effects effects) {
            try {
                channel.update(context.failed(
                        step,
                        script,
                        completed,
                        fingerprint,
                        effects,
                        exception.failure().message(),
                        millis()));
                context.appended();
                return true;
            } catch (SQLException e) {
                exception.addSuppressed(e);
                return false;
            }
        }

        private void write(String event) {
            try {
                channel.update(event);
                context.appended();
            } catch (SQLException e) {
                throw context.exception(
                        step,
                        script,
                        current,
                        e,
                        "The history could not be written. The next run finds out what is done and what is not.");
            }
        }

        private long millis() {
            return since(start).toMillis();
        }
    }
}
