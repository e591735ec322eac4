package dev.tandem.migration.sql;

import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.Script;
import dev.tandem.migration.Step;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One transaction holds a migration's statements and its history row, or those of several migrations: it happened or it
 * did not, and a failure is never dirty.
 *
 * <ol>
 *   <li>The transaction begins with the channel's prologue, which fails unless lock and history are as they were read.
 *   <li>The statements follow, many in one request, as they are read from the script; rows that they read go between.
 *   <li>The history row is the last one of a migration. The next migration of the same transaction begins with the
 *       prologue again. Behind the last one comes the commit; before it, nothing is told to be done.
 *   <li>A hook is such a transaction by itself, or stands between the migrations of one; it has no history row.
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
        run(List.of(new Work.OfStep(step, script, () -> downSql)), listener);
    }

    @Override
    public void run(HookScript hook, MigrationListener listener) {
        run(List.of(new Work.OfHook(hook)), listener);
    }

    /** Executes and records all of it in one transaction. */
    void run(List<Work> works, MigrationListener listener) {
        Transaction transaction = new Transaction(channel, context, works, listener);
        long start = System.nanoTime();
        works.get(0).tellStarted(listener);
        try {
            transaction.execute();
        } catch (MigrationException e) {
            Duration duration = Duration.ofNanos(System.nanoTime() - start);
            transaction.failed().forEach(work -> work.tellFailed(listener, e.failure(), duration));
            throw e;
        }
        context.endOwnTime();
        transaction.tellCompleted();
    }
}
