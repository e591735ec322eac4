package dev.tandem.migration.sql;

import dev.tandem.migration.Effects;
import dev.tandem.migration.Failure;
import dev.tandem.migration.LostLockException;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.Script;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.source.CodeScript;
import dev.tandem.migration.sql.TransactionalChannel.BatchException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One execution of {@link TransactionalExecution}, which states the algorithm; tried again as a whole where a lock is taken. */
final class Transaction {
    private final TransactionalChannel channel;
    private final StepContext context;
    private final List<Work> works;
    private final MigrationListener listener;
    private final TransactionFailures failures;
    private final long start = System.nanoTime();
    private final long head;
    private final long[] begun;
    private final long[] ended;
    private int at;
    private int told;
    private boolean inDoubt;
    private @Nullable TimeLimit limit;

    Transaction(TransactionalChannel channel, StepContext context, List<Work> works, MigrationListener listener) {
        this.channel = channel;
        this.context = context;
        this.works = works;
        this.listener = listener;
        this.failures = new TransactionFailures(context, works);
        this.head = context.head();
        this.begun = new long[works.size()];
        this.ended = new long[works.size()];
    }

    /** What failed: what was executed last; of a commit whose end is unknown all of it, for all of it may be there. */
    List<Work> failed() {
        return inDoubt ? works : List.of(current());
    }

    private Work current() {
        return works.get(at);
    }

    void execute() {
        try {
            checkDeadline(current(), true);
            boolean done = false;
            while (!done) {
                done = attempt();
            }
            commit();
        } finally {
            endLimit();
        }
    }

    void tellCompleted() {
        for (int i = 0; i < works.size(); i++) {
            works.get(i).tellCompleted(listener, Duration.ofNanos(ended[i] - begun[i]));
        }
    }

    /** Sends everything; {@code false} if it found a lock taken, was taken back, and is to be sent again. */
    private boolean attempt() {
        context.rewind(head);
        StatementBatch batch = new StatementBatch(channel, () -> checkDeadline(current(), false));
        try {
            for (int i = 0; i < works.size(); i++) {
                begin(i);
                send(works.get(i), batch);
                ended[i] = System.nanoTime();
            }
            return true;
        } catch (SQLException e) {
            if (isToBeTriedAgain(e, batch.failed())) {
                return false;
            }
            throw failed(e, batch.failed(), advice(e));
        } catch (MigrationException e) {
            throw rollback(e, false);
        }
    }

    private void begin(int index) {
        at = index;
        begun[index] = System.nanoTime();
        Work work = works.get(index);
        endLimit();
        limit = TimeLimit.of(work.script(), context, channel);
        if (index > told) {
            checkDeadline(work, true);
            told = index;
            work.tellStarted(listener);
        }
    }

    private void send(Work work, StatementBatch batch) throws SQLException {
        // A hook has no row whose number could turn out to be taken.
        batch.add(work instanceof Work.OfStep ? channel.prologueOfStep(context) : channel.prologue(context));
        if (work instanceof Work.OfStep step && step.script() instanceof CodeScript code) {
            batch.send();
            work.tellStatement(listener, code.statement());
            new CodeCall(channel, context, listener).run(step.step(), code, null);
        } else {
            send(work.script(), work, batch);
        }
        batch.add(channel.epilogue());
        if (work instanceof Work.OfStep step) {
            boolean first = context.head() == head;
            String millis = first ? channel.transactionMillis() : context.millisSinceLatest();
            batch.add(List.of(
                    context.completed(step.step(), step.script(), step.down().get(), millis)));
            context.appended();
        }
        batch.send();
    }

    private void send(Script script, Work work, StatementBatch batch) throws SQLException {
        try (Script.Statements statements = script.open()) {
            while (statements.hasNext()) {
                SqlStatement statement = statements.next();
                work.tellStatement(listener, statement);
                batch.add(statement);
            }
        }
    }

    private void checkDeadline(Work work, boolean before) {
        context.checkDeadline(work.subject(), work.script(), before);
    }

    private void endLimit() {
        if (limit != null) {
            limit.close();
            limit = null;
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
        Duration waited = Duration.ofNanos(System.nanoTime() - start);
        return context.isToBeTriedAgain(problem, waited, channel.blockers(), listener);
    }

    private String advice(SQLException problem) {
        String blockers = channel.blockers();
        if (context.isLocked(problem)) {
            return "A lock was not to be had" + (blockers == null ? "" : "; " + blockers + " held it")
                    + ". Run again when it is free, or raise lock-wait.";
        }
        return context.advice(failures.remedy(problem));
    }

    private void commit() {
        try {
            channel.commit();
        } catch (SQLException e) {
            // A server that refuses to commit has taken everything back; one that does not answer may have committed.
            if (context.isAnswer(e)) {
                throw failed(e, null, failures.refusedCommit());
            }
            MigrationException lost = failures.exception(current(), null, e, failures.lostCommit());
            inDoubt = true;
            throw rollback(lost, false);
        }
    }

    private MigrationException failed(SQLException problem, @Nullable SqlStatement statement, String action) {
        boolean escaped = problem instanceof TransactionEndedException;
        String left = escaped ? TransactionEndedException.ADVICE : failures.left(current(), action);
        MigrationException exception = failures.exception(current(), statement, problem, left);
        return rollback(exception, escaped);
    }

    /**
     * Takes everything back and records the failure; what goes wrong with that is told beside the failure itself.
     *
     * @param escaped whether something of it was committed before
     * @return the failure, or what is behind it: that another run has the lock, or has written the history
     */
    private MigrationException rollback(MigrationException failure, boolean escaped) {
        context.rewind(head);
        context.awaitCancel();
        try {
            channel.rollback();
            if (!(failure instanceof LostLockException) && current() instanceof Work.OfStep work) {
                record(work, failure.failure(), escaped);
            }
        } catch (SQLException e) {
            failure.addSuppressed(e);
        } catch (BatchException e) {
            // Otherwise it may be our own row that stands there.
            if (!escaped && !inDoubt && context.hasLostLock(e.problem())) {
                MigrationException lost =
                        failures.exception(current(), null, e.problem(), failures.left(current(), advice(e.problem())));
                lost.addSuppressed(failure);
                return lost;
            }
            failure.addSuppressed(e.problem());
        }
        return failure;
    }

    private void record(Work.OfStep work, Failure failure, boolean escaped) throws BatchException, SQLException {
        List<String> statements = new ArrayList<>(channel.prologue(context));
        long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
        // Of this attempt nothing is left; but it may be one at what an earlier one has made dirty.
        Effects effects = work.isRetry() || escaped ? Effects.UNKNOWN : Effects.NONE;
        statements.add(context.failed(work.step(), work.script(), 0, "", effects, failure.message(), millis));
        channel.send(statements);
        channel.commit();
        context.appended();
    }
}
