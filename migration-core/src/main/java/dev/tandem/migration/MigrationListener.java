package dev.tandem.migration;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Hears what a run does, as it does it, on the run's own thread. Logs, progress, metrics and health are such listeners.
 * What a listener throws is logged and does not disturb the run.
 */
public interface MigrationListener {

    /** The server of this database is not there yet, and is tried again. Called after every attempt. */
    default void databaseAwaited(String database, String reason, Duration waited) {}

    /** The plan is made; nothing is locked yet. Not called when there is nothing to do. */
    default void runStarted(String runId, Plan plan) {}

    /** Another run holds the lock of this database. Called at every look at the lock. */
    default void lockAwaited(String database, @Nullable String holder, Duration waited) {}

    /** The lock of this database is ours. */
    default void lockAcquired(String database, Duration waited) {}

    /** The first statement of a step is about to be sent. */
    default void stepStarted(Step step, Script script) {}

    /** A statement is about to be sent. */
    default void statementStarted(Step step, SqlStatement statement) {}

    /**
     * A step is done: committed and recorded. Where all steps are one transaction, they are told behind its COMMIT; of those
     * that it took back because a later one failed nothing more is told.
     */
    default void stepCompleted(Step step, Duration duration) {}

    /** A step failed. */
    default void stepFailed(Step step, Failure failure, Duration duration) {}

    /** A database was emptied. */
    default void dropped(String database) {}

    /** What another tool recorded is recorded here, and its table renamed. */
    default void adopted(ForeignHistory foreign) {}

    /** The end of every run, also of one that had nothing to do or failed. */
    default void runFinished(Report report) {}
}
