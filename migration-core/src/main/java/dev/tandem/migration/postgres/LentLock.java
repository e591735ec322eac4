package dev.tandem.migration.postgres;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.LockStatus;
import dev.tandem.migration.sql.RunLock;
import dev.tandem.migration.sql.TableLocation;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An advisory lock for a database of another kind, on a connection of its own, so that it is apart from the lock of the
 * lender's own runs. The server gives it back when the connection ends. It is lost when the connection is, and that is
 * found out by asking on this very connection.
 */
final class LentLock implements RunLock {
    private static final Logger log = LoggerFactory.getLogger(LentLock.class);
    /** Whoever asks waits to send something. */
    private static final int ANSWER_MILLIS = 5_000;

    private final PostgresConnection connection;
    private final ServerProcess process;
    private final PostgresLock lock;
    private final AdvisoryLock key;
    private final TableLocation name;
    /** How the holder's description begins if it is this run itself. */
    private final String holder;

    private @Nullable SQLException lost;
    private boolean held;

    /**
     * Takes nothing yet.
     *
     * @param runId whose it is to be
     * @param name what the lock is called; no history is
     */
    LentLock(PostgresConnection connection, ServerProcess process, PostgresLock lock, String runId, String name) {
        this.connection = connection;
        this.process = process;
        this.lock = lock;
        // No schema has a name like this.
        this.name = new TableLocation("\0lent", name, false, null);
        this.key = AdvisoryLock.of(this.name);
        this.holder = PostgresAddress.applicationName(runId) + ",";
    }

    @Override
    public boolean tryLock() throws SQLException {
        connection.answerWithin(ANSWER_MILLIS);
        held = lock.tryLock(name);
        if (!held) {
            refuseOurselves();
        }
        return held;
    }

    /** The run would wait for itself. */
    private void refuseOurselves() throws SQLException {
        String theirs = lock.status(name).holder();
        if (theirs != null && theirs.startsWith(holder)) {
            throw new InvalidConfigurationException(
                    Failure.of(
                            null,
                            "Two databases of this run have histories of the same name in databases of the same name,"
                                    + " and so the same lock on the same PostgreSQL server: the run would wait for"
                                    + " itself. Nothing was executed.",
                            "Give one of them another history (tandem.databases.<name>.table; another schema to one with a"
                                    + " changelog), or the lock of another PostgreSQL database."),
                    null);
        }
    }

    @Override
    public void check() throws SQLException {
        if (!held) {
            return;
        }
        if (lost != null) {
            throw lost;
        }
        try {
            boolean here = connection
                    .query(key.isHeldBy(process.number()), (row, index) -> row.getBoolean(1))
                    .get(0);
            if (!here) {
                lost = new SQLException("The PostgreSQL server process that held the lock is not ours any more");
            }
        } catch (SQLException e) {
            lost = new SQLException("The PostgreSQL connection that holds the lock is gone: " + e.getMessage(), e);
        }
        if (lost != null) {
            throw lost;
        }
    }

    @Override
    public boolean isLost() {
        return lost != null;
    }

    @Override
    public void unlock() {
        held = false;
        try {
            lock.unlock();
        } catch (SQLException e) {
            log.debug("The lent lock was not given back, but goes with the connection", e);
        }
    }

    /** The server gives it back whatever we do; so whoever takes it first ends what is still going on. */
    @Override
    public void leave() {}

    @Override
    public void cut() {
        try {
            connection.cut();
        } catch (SQLException e) {
            log.debug("Cutting the connection of a lent lock failed", e);
        }
    }

    @Override
    public LockStatus status() throws SQLException {
        connection.answerWithin(ANSWER_MILLIS);
        return lock.status(name);
    }

    @Override
    public void close() {
        lock.letGo();
        try {
            connection.close();
        } catch (SQLException e) {
            log.debug("Closing the connection of a lent lock failed", e);
        }
    }
}
