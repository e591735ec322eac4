package dev.tandem.migration.sql;

import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.Step;
import dev.tandem.migration.source.CodeScript;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * For the code of Java migrations that does not run in the migration's transaction.
 *
 * <ol>
 *   <li>Code that runs once stands between two events, {@code started} and the step's end. If its process dies in between, or
 *       it fails, nobody knows what it has left, and the database is dirty; unless it may run again.
 *   <li>Code in batches is called with the cursor of the latest {@code checkpoint}, until it answers with none. Where there are
 *       transactions, each holds a batch and the event behind it, so that every batch is done exactly once. Elsewhere
 *       {@code started} precedes the first batch, and what was begun behind a checkpoint is unknown like code that runs once.
 * </ol>
 */
record CodeExecution(SqlChannel channel, StepContext context) {

    /** As {@link Execution#run(Step, dev.tandem.migration.Script, String, MigrationListener)}. */
    void run(Step step, CodeScript script, @Nullable String downSql, MigrationListener listener) {
        long start = System.nanoTime();
        listener.stepStarted(step, script);
        try {
            new CodeAttempt(channel, context, step, script, downSql, listener).execute();
        } catch (MigrationException e) {
            listener.stepFailed(step, e.failure(), Duration.ofNanos(System.nanoTime() - start));
            throw e;
        }
        context.endOwnTime();
        listener.stepCompleted(step, Duration.ofNanos(System.nanoTime() - start));
    }
}
