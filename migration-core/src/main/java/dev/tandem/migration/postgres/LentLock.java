package dev.tandem.migration.postgres;

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
    private @Nullable SQLException lost;
    private boolean held;

    /** @param name what the lock is called; no history is */
    LentLock(PostgresConnection connection, ServerProcess process, PostgresLock lock, String name) throws SQLException {
        this.connection = connection;
        this.process = process;
        this.lock = lock;
        // No schema has a name like this.
        this.name = new TableLocation("\0lent", name, false, null);
        this.key = AdvisoryLock.of(this.name);
        connection.answerWithin(ANSWER_MILLIS);
    }

    @Override
    public boolean tryLock() throws SQLException {
        held = lock.tryLock(name);
        return held;
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
    public LockStatus status() throws SQLException {
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
