package dev.tandem.migration.postgres;

import dev.tandem.migration.sql.Dialect;
import dev.tandem.migration.sql.TableLocation;

/**
 * The statement that raises inside a transaction of ours unless everything is as the run believes. So neither a proxy nor
 * a lost lock can apply anything twice.
 *
 * @param location the history
 * @param backend the server process that took the lock
 */
record Guard(Dialect dialect, TableLocation location, int backend) {
    private static final String CODE = " USING ERRCODE = '" + PostgresErrors.LOST_LOCK + "'";
    private static final String LOST = CODE + "; END IF; ";
    private static final String ASTRAY = CODE
            + ", HINT = 'A proxy gives each transaction another one. Use the server''s own address, or a proxy that pools"
            + " sessions.'; END IF; ";

    /** This is the server process that took the lock, and the lock is held, now until the end of the transaction. */
    String lock() {
        return block(lockCheck());
    }

    /** And the latest event of the history is this one. */
    String lockAndHead(long head) {
        return block(lockCheck() + "IF (SELECT coalesce(max(seq), 0) FROM " + location.qualified(dialect) + ") <> "
                + head + " THEN RAISE 'Another run has written the history meanwhile'" + LOST);
    }

    private String lockCheck() {
        return "IF pg_backend_pid() <> " + backend
                + " THEN RAISE 'The connection leads to another server process than the one that holds the lock'"
                + ASTRAY
                + "IF NOT pg_try_advisory_xact_lock("
                + AdvisoryLock.of(location).key()
                + ") THEN RAISE 'The lock was lost, and another run holds it now'" + LOST;
    }

    private String block(String body) {
        return "DO " + dialect.literal("BEGIN " + body + "END");
    }
}
