package dev.tandem.migration;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hears what a run does, as it does it, on the run's own thread but for {@link #statementRunning}; never two things at a
 * time. Logs, progress, metrics and health are such listeners. What a listener throws is logged and does not disturb the
 * run.
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
     * A statement takes long: told every ten seconds until there is another sign of the run, on a thread of its own.
     *
     * @param statement number of the statement that is being executed, as far as the server tells; else of the one sent
     *     last
     * @param time since the step was started
     * @param details what the server knows of it, {@code null} when that is nothing
     */
    default void statementRunning(Step step, int statement, Duration time, @Nullable String details) {}

    /** The code of a Java migration says how far it has come. May be called very often. */
    default void stepProgressed(Step step, String details) {}

    /**
     * A step is done: committed and recorded. Where all steps are one transaction, they are told behind its COMMIT; of those
     * that it took back because a later one failed nothing more is told than in the report.
     */
    default void stepCompleted(Step step, Duration duration) {}

    /** A step failed. Of a transaction of which nobody knows whether it was committed, every step is told to have failed. */
    default void stepFailed(Step step, Failure failure, Duration duration) {}

    /** The first statement of a hook is about to be sent. */
    default void hookStarted(String database, Hook hook, Script script) {}

    /** A hook is done; in one transaction with the steps, told behind its COMMIT. */
    default void hookCompleted(String database, Hook hook, Duration duration) {}

    /** A hook failed; what was in one transaction with it is taken back. */
    default void hookFailed(String database, Hook hook, Failure failure, Duration duration) {}

    /** Because the run failed, what it has applied is taken back: by these steps, which are told like any other. */
    default void rollbackStarted(List<Step> steps) {}

    /** A database was emptied. */
    default void dropped(String database) {}

    /** What another tool recorded is recorded here, and its table renamed. */
    default void adopted(ForeignHistory foreign) {}

    /** The end of every run, also of one that had nothing to do or failed. */
    default void runFinished(Report report) {}
}
