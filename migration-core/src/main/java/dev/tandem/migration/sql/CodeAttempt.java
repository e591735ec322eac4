package dev.tandem.migration.sql;

import dev.tandem.migration.Command;
import dev.tandem.migration.Effects;
import dev.tandem.migration.JavaCode.Scope;
import dev.tandem.migration.LostLockException;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.Step;
import dev.tandem.migration.source.CodeScript;
import dev.tandem.migration.sql.TransactionalChannel.BatchException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One attempt at a step of {@link CodeExecution}, which states the algorithm. */
final class CodeAttempt {
    private final SqlChannel channel;
    private final @Nullable TransactionalChannel transactional;
    private final StepContext context;
    private final Step step;
    private final CodeScript script;
    private final @Nullable String downSql;
    private final MigrationListener listener;
    private final CodeCall call;
    private final boolean together;
    private final long start = System.nanoTime();
    private boolean inDoubt;
    /** Whether an attempt before this one has left nobody knows what: so it stays until a part of the work is done. */
    private boolean doubtful;

    CodeAttempt(
            SqlChannel channel,
            StepContext context,
            Step step,
            CodeScript script,
            @Nullable String downSql,
            MigrationListener listener) {
        this.channel = channel;
        this.transactional = channel instanceof TransactionalChannel found ? found : null;
        this.context = context;
        this.step = step;
        this.script = script;
        this.downSql = downSql;
        this.listener = listener;
        this.call = new CodeCall(channel, context, listener);
        this.doubtful = step.resume() == Command.Resume.RETRY && !script.code().idempotent();
        this.together = transactional != null && script.code().scope() == Scope.IN_BATCHES;
    }

    void execute() {
        context.checkDeadline(step, script, true);
        try {
            if (step.completed() == 0) {
                listener.statementStarted(step, script.statement());
                call();
            } else {
                write(completed());
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private void call() throws SQLException {
        @Nullable String cursor = context.cursor(step);
        if (!together) {
            write(context.started(step, script, 0, ""));
        }
        do {
            cursor = batch(cursor);
            doubtful = false;
        } while (cursor != null);
    }

    private @Nullable String batch(@Nullable String cursor) throws SQLException {
        checkDeadline();
        if (together) {
            return inTransaction(cursor);
        }
        @Nullable String next = call.run(step, script, cursor);
        write(event(next));
        return next;
    }

    /** A batch that finds a lock of the server's taken is taken back and begun again. */
    private @Nullable String inTransaction(@Nullable String cursor) throws SQLException {
        long begun = System.nanoTime();
        while (true) {
            long head = context.head();
            try {
                return tried(cursor);
            } catch (SQLException e) {
                context.rewind(head);
                if (!context.isLocked(e) || !isToBeTriedAgain(e, begun)) {
                    throw e;
                }
            }
        }
    }

    private boolean isToBeTriedAgain(SQLException problem, long begun) throws SQLException {
        TransactionalChannel own = ownTransactions();
        own.rollback();
        Duration waited = Duration.ofNanos(System.nanoTime() - begun);
        return context.isToBeTriedAgain(problem, waited, own.blockers(), listener);
    }

    private @Nullable String tried(@Nullable String cursor) throws SQLException {
        TransactionalChannel own = ownTransactions();
        send(own, own.prologue(context));
        @Nullable String next = call.run(step, script, cursor);
        List<String> end = new ArrayList<>(own.epilogue());
        end.add(event(next));
        send(own, end);
        commit(own);
        context.appended();
        return next;
    }

    private void commit(TransactionalChannel own) throws SQLException {
        try {
            own.commit();
        } catch (SQLException e) {
            inDoubt = !context.isAnswer(e);
            throw e;
        }
    }

    private TransactionalChannel ownTransactions() {
        if (transactional == null) {
            throw new IllegalStateException("No transactions on " + step.database());
        }
        return transactional;
    }

    private static void send(TransactionalChannel own, List<String> statements) throws SQLException {
        try {
            own.send(statements);
        } catch (BatchException e) {
            throw e.problem();
        }
    }

    private String event(@Nullable String next) {
        return next == null ? completed() : context.batch(step, script, next, millis());
    }

    private String completed() {
        return context.completed(step, script, downSql, Long.toString(millis()));
    }

    /**
     * Writes an event by itself; where that can be checked, only if lock and history are as they were. What is done or has failed
     * is written behind the deadline, too.
     */
    private void write(String event) throws SQLException {
        if (context.deadline().hasEnded()) {
            context.awaitCancel();
            channel.resume();
        }
        if (transactional == null) {
            channel.update(event);
        } else {
            List<String> statements = new ArrayList<>(transactional.prologue(context));
            statements.add(event);
            send(transactional, statements);
            commit(transactional);
        }
        context.appended();
    }

    /** Between batches nothing is unknown. */
    private void checkDeadline() {
        try {
            context.checkDeadline(step, script, false);
        } catch (MigrationException e) {
            record(e, doubtful ? Effects.UNKNOWN : Effects.NONE);
            throw e;
        }
    }

    private MigrationException failed(SQLException problem) {
        boolean escaped = problem instanceof TransactionEndedException;
        boolean known = !escaped && !doubtful && script.code().isKnown(transactional != null);
        MigrationException failure =
                context.exception(step, script, script.statement(), problem, advice(escaped, known));
        record(failure, known ? Effects.NONE : Effects.UNKNOWN);
        return failure;
    }

    /** What keeps it from being written joins the failure. */
    private void record(MigrationException failure, Effects effects) {
        context.awaitCancel();
        try {
            if (transactional != null) {
                transactional.rollback();
            }
            if (!inDoubt && !(failure instanceof LostLockException)) {
                write(context.failed(
                        step, script, 0, "", effects, failure.failure().message(), millis()));
            }
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private String advice(boolean escaped, boolean known) {
        if (escaped) {
            return TransactionEndedException.ADVICE;
        }
        if (inDoubt) {
            return together
                    ? "The connection was lost at COMMIT: the batch is done, or nothing of it is. Run again: the history tells"
                            + " which, and the run goes on behind what is done."
                    : "The connection was lost while that was recorded. Look at: migrate status --db " + step.database()
                            + ". It tells how the next run sees it.";
        }
        return known
                ? context.advice("Mend it, and run again"
                        + (script.code().scope() == Scope.IN_BATCHES ? ": the batches that are done stay." : "."))
                : "What it has left cannot be told from here. Look at what is there, " + StepContext.choice(step);
    }

    private long millis() {
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }
}
