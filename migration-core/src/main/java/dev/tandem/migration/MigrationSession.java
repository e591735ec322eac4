package dev.tandem.migration;

import java.util.List;

/**
 * The connection of one run to one database. Used by one thread at a time; at the end of the run's {@link Deadline} it
 * cancels in the server whatever it is executing. Its methods throw {@link DatabaseUnreachableException} when the server
 * does not answer, and {@link DeadlineExceededException} or {@link RunCancelledException} once the deadline has ended.
 */
public interface MigrationSession extends AutoCloseable {

    /** Reads the history, with one query and without a lock. Creates nothing. */
    History history();

    /**
     * Whether the history may have gone on since it was read; where that can be said for less than reading it takes, it is asked by
     * a run that waits for a lock.
     */
    default boolean mayHaveGoneOn() {
        return true;
    }

    /** What a step would execute. */
    Script script(Step step);

    /** Takes the lock if it is free; does not wait. Holding it already is success. */
    boolean tryLock();

    /** Gives the lock back; does nothing when it is not held. */
    void unlock();

    /** The kind of the lock and who holds it now. */
    LockStatus lock();

    /** The kind of the lock, as far as it is known by now; asks nothing. */
    String lockKind();

    /**
     * Executes steps in order, each recorded before the next begins. The lock is held, and the history was read since.
     *
     * @throws StatementFailedException when a statement fails; the listener has heard of every step before it
     * @throws LostLockException when the lock turns out not to be ours, or the history not as it was read
     */
    void run(List<Step> steps, MigrationListener listener);

    /** The statements that would empty the database as it stands now; none when it is empty. */
    List<String> dropStatements();

    /**
     * Empties the database. The lock is held.
     *
     * @throws StatementFailedException when a statement fails
     */
    void drop();

    /** Releases the lock and closes the connection; never throws. */
    @Override
    void close();
}
