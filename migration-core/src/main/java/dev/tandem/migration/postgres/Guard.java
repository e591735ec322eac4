package dev.tandem.migration.postgres;

import dev.tandem.migration.sql.Dialect;
import dev.tandem.migration.sql.TableLocation;

/**
 * The statement that raises, inside a transaction of ours or in front of what runs outside of one, unless everything is as
 * the run believes. So neither a proxy nor a lost lock can apply anything twice.
 *
 * @param location the history
 * @param backend the server process that took the lock
 */
record Guard(Dialect dialect, TableLocation location, int backend) {
    private static final String CODE = " USING ERRCODE = '" + PostgresErrors.LOST_LOCK + "'";
    private static final String GONE = "'The lock was lost, and another run holds it now'";
    private static final String LOST = CODE + "; END IF; ";
    private static final String ASTRAY = CODE
            + ", HINT = 'A proxy gives each transaction another one. Use the server''s own address, or a proxy that pools"
            + " sessions.'; END IF; ";

    /** This is the server process that took the lock, and the lock is held, now until the end of the transaction. */
    String lock() {
        return block("IF " + lost() + " THEN " + which() + "END IF; ");
    }

    /** And the latest event of the history is this one. */
    String lockAndHead(long head) {
        return block("IF " + lost() + " THEN " + which() + "END IF; IF (SELECT coalesce(max(seq), 0) FROM "
                + location.qualified(dialect) + ") <> " + head
                + " THEN RAISE 'Another run has written the history meanwhile'" + LOST);
    }

    /**
     * This is the server process that took the lock, and its session holds it, from now on: for what runs outside of a
     * transaction. One that a script has let go of is taken again, unless another run has it; it is never taken twice,
     * for then it would have to be given back twice.
     */
    String sessionLock() {
        AdvisoryLock lock = AdvisoryLock.of(location);
        return block(backendCheck() + "IF NOT " + lock.isHeld(backend) + " THEN IF NOT pg_try_advisory_lock("
                + lock.key() + ") THEN RAISE " + GONE + LOST + "END IF; ");
    }

    /** One condition, for each is planned anew in each transaction. */
    private String lost() {
        return isAstray() + " OR NOT pg_try_advisory_xact_lock("
                + AdvisoryLock.of(location).key() + ")";
    }

    private String which() {
        return backendCheck() + "RAISE " + GONE + CODE + "; ";
    }

    private String isAstray() {
        return "pg_backend_pid() <> " + backend;
    }

    private String backendCheck() {
        return "IF " + isAstray()
                + " THEN RAISE 'The connection leads to another server process than the one that holds the lock'"
                + ASTRAY;
    }

    private String block(String body) {
        return "DO " + dialect.literal("BEGIN " + body + "END");
    }
}
