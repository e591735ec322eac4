package dev.tandem.migration.postgres;

import dev.tandem.migration.DatabaseUnreachableException;
import dev.tandem.migration.Failure;
import dev.tandem.migration.LockStatus;
import dev.tandem.migration.sql.DatabaseSettings;
import dev.tandem.migration.sql.TableLocation;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Takes the {@link AdvisoryLock} of a history for a run, keeps it, and gives it back. */
final class PostgresLock {
    /** How often it is asked for, where each request may lead to another server process. */
    private static final int UNLOCK_ATTEMPTS = 20;

    private static final int LET_GO_MILLIS = 2_000;

    private final DatabaseSettings settings;
    private final PostgresConnection connection;
    private final ServerProcess process;
    private final OwnSettings own;
    private final String runId;
    private @Nullable AdvisoryLock locked;

    PostgresLock(
            DatabaseSettings settings,
            PostgresConnection connection,
            ServerProcess process,
            OwnSettings own,
            String runId) {
        this.own = own;
        this.settings = settings;
        this.connection = connection;
        this.process = process;
        this.runId = runId;
    }

    /** Takes it if it is free; holding it already is success. */
    boolean tryLock(TableLocation location) throws SQLException {
        if (locked != null) {
            return true;
        }
        AdvisoryLock lock = AdvisoryLock.of(location);
        if (process.number() == 0) {
            own.set(AdvisoryLock.mark(runId));
        }
        boolean ours = connection
                .query(lock.tryLock(runId), (row, index) -> {
                    process.known(row.getInt(2), row.getLong(6));
                    refuseUnless(row.getBoolean(3), row.getBoolean(4), row.getBoolean(5));
                    return row.getBoolean(1);
                })
                .get(0);
        locked = ours ? lock : null;
        if (ours) {
            // Not before: what is marked in one request has to be looked for in the next one.
            own.compare();
        }
        return ours;
    }

    private void refuseUnless(boolean marked, boolean standby, boolean readOnly) {
        if (!marked) {
            throw unusable(
                    "A proxy gives each transaction another server process, so no lock can be kept.",
                    "Use the server's own address, or a proxy that pools sessions.");
        }
        if (standby) {
            throw unusable("The server is a standby, which can only be read.", "Use the address of the primary.");
        }
        if (readOnly) {
            throw unusable(
                    "Its transactions are read-only (default_transaction_read_only is on).",
                    "Set it off for the migrating user, or use the address of a server that can be written.");
        }
    }

    private DatabaseUnreachableException unusable(String message, String action) {
        return new DatabaseUnreachableException(
                Failure.of(
                        settings.name(), message + " Nothing was executed.", action + " This one is " + settings + "."),
                null);
    }

    void unlock() throws SQLException {
        AdvisoryLock lock = locked;
        locked = null;
        for (int i = 0; lock != null && i < UNLOCK_ATTEMPTS; i++) {
            boolean here = connection
                    .query(lock.unlock(process.number()), (row, index) -> row.getObject(1) != null)
                    .get(0);
            if (here) {
                return;
            }
        }
        if (lock != null) {
            LoggerFactory.getLogger(PostgresLock.class)
                    .warn(
                            "The lock of {} stays with server process {}, to which no connection leads",
                            settings,
                            process.number());
        }
    }

    /** Closing the connection to a proxy ends no server process, and so gives no lock back. */
    void letGo() {
        if (locked == null) {
            return;
        }
        try {
            connection.answerWithin(LET_GO_MILLIS);
            connection.rollback();
            unlock();
        } catch (SQLException e) {
            LoggerFactory.getLogger(PostgresLock.class)
                    .debug("The lock of {} was not given back, but goes with the connection", settings, e);
        }
    }

    /** Who holds it, ourselves or another. */
    LockStatus status(TableLocation location) throws SQLException {
        return connection
                .query(
                        AdvisoryLock.of(location).holder(),
                        (row, index) -> new LockStatus(
                                AdvisoryLock.KIND,
                                row.getString(1) + ", user " + row.getString(2) + " from " + row.getString(3)
                                        + ", server process " + row.getInt(4),
                                row.getObject(5) == null ? null : Instant.ofEpochMilli(row.getLong(5))))
                .stream()
                .findFirst()
                .orElse(new LockStatus(AdvisoryLock.KIND, null, null));
    }
}
