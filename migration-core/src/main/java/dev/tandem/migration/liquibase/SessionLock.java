package dev.tandem.migration.liquibase;

import dev.tandem.migration.Deadline;
import dev.tandem.migration.LockStatus;
import dev.tandem.migration.sql.RunLock;
import dev.tandem.migration.sql.SqlDatabase;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A lock that ends with the session that holds it, where the server has such locks; connected to when it is asked for first. */
final class SessionLock implements AutoCloseable {
    private final @Nullable SqlDatabase lender;
    private final String name;
    private final String runId;
    private final Deadline deadline;
    private @Nullable RunLock lock;

    /** @param table that is kept, with its schema: others of the database have locks of their own */
    SessionLock(LiquibaseSettings liquibase, String table, String runId, Deadline deadline) {
        SqlDatabase known = liquibase.known();
        this.lender = known != null && known.lendsLocks() ? known : null;
        this.name = "Liquibase's " + table;
        this.runId = runId;
        this.deadline = deadline;
    }

    /** Whether the server has one. */
    boolean exists() {
        return lender != null;
    }

    /** Takes it if it is free; without one, that is success. */
    boolean tryLock() throws SQLException {
        RunLock found = open();
        return found == null || found.tryLock();
    }

    /** Makes sure that it is still held. */
    void check() throws SQLException {
        if (lock != null) {
            lock.check();
        }
    }

    boolean isLost() {
        return lock != null && lock.isLost();
    }

    LockStatus status() throws SQLException {
        RunLock found = open();
        return found == null ? new LockStatus(ChangeLogLock.KIND, null, null) : found.status();
    }

    void unlock() {
        if (lock != null) {
            lock.unlock();
        }
    }

    private @Nullable RunLock open() throws SQLException {
        if (lock == null && lender != null) {
            lock = lender.lock(name, runId, deadline);
        }
        return lock;
    }

    @Override
    public void close() {
        if (lock != null) {
            lock.close();
        }
    }
}
