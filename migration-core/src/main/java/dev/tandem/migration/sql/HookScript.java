package dev.tandem.migration.sql;

import dev.tandem.migration.Hook;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.Script;
import java.time.Duration;

/**
 * A hook of a database, to be executed. It is not recorded, so nobody knows how far an attempt came: the next one begins at
 * its first statement.
 *
 * @param database name of the database
 * @param hook which one
 * @param script its SQL
 */
public record HookScript(String database, Hook hook, Script script) {

    /** Executes it by itself, and tells of it. */
    public void execute(StepContext context, MigrationListener listener, Runnable execution) {
        long start = System.nanoTime();
        listener.hookStarted(database, hook, script);
        try {
            execution.run();
        } catch (MigrationException e) {
            listener.hookFailed(database, hook, e.failure(), Duration.ofNanos(System.nanoTime() - start));
            throw e;
        }
        context.endOwnTime();
        listener.hookCompleted(database, hook, Duration.ofNanos(System.nanoTime() - start));
    }

    /** What its failure means for the migrations, as a sentence. */
    public String consequence() {
        return switch (hook) {
            case BEFORE_UP -> "No migration went forward on " + database + " in this run. ";
            case AFTER_UP -> "The migrations of this run stay applied on " + database + ". ";
        };
    }

    /** What to do about its failure. */
    public String remedy() {
        return switch (hook) {
            case BEFORE_UP -> "Mend the file and run again: it is executed from its beginning.";
            case AFTER_UP ->
                "Mend the file. The next run that has something to apply executes it from its beginning; until then do by"
                        + " hand what it was to do.";
        };
    }
}
