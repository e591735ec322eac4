package dev.tandem.migration.sql;

import dev.tandem.migration.LockStatus;
import java.sql.SQLException;

/**
 * Keeps runs on one database apart, where that is not the business of the connection that migrates. Used by the run's
 * thread; one that has to be renewed does so on a thread of its own.
 */
public interface RunLock extends AutoCloseable {

    /** Takes it if it is free; does not wait. Holding it already is success. */
    boolean tryLock() throws SQLException;

    /**
     * Makes sure that it is still held; asked before anything is sent. Does nothing if it was never taken.
     *
     * @throws SQLException when it is not, or when that cannot be told: then nothing is to be sent
     */
    void check() throws SQLException;

    /** Whether it was taken, and then lost to another run or to time. */
    boolean isLost();

    /** Gives it back; does nothing when it is not held. What cannot be given back lapses by itself. */
    void unlock();

    /** Does not give it back, because something of this run may still be going on in the server. */
    void leave();

    /** Waits for no answer any more: the run is to end, and nothing has ended it. Called on another thread. */
    default void cut() {}

    /** Who holds it. */
    LockStatus status() throws SQLException;

    /** Gives it back and ends the connection that it may have; never throws. */
    @Override
    void close();
}
