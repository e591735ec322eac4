package dev.tandem.migration.postgres;

import dev.tandem.migration.sql.TableLocation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The lock of a history table: a session-level advisory lock, kept by the very connection that migrates.
 *
 * <ol>
 *   <li>The key follows from schema and table, so every run on the same history asks for the same one. Advisory locks
 *       are the database's own: other databases of the server do not meet it.
 *   <li>It is taken by {@code pg_try_advisory_lock} outside any transaction and polled: a run that waited inside the
 *       server would hold a snapshot, for which CREATE INDEX CONCURRENTLY of the holder would wait in turn.
 *   <li>The server gives it back when the connection ends, however that happens; {@code
 *       client_connection_check_interval} lets the server notice within seconds that a client is gone.
 *   <li>A proxy that gives each transaction another server process would leave it with one of them. So a session is marked
 *       first, and the lock is taken only where the mark is found; a run that is led astray later looks for the process
 *       that has the lock, and gives it back there.
 *   <li>Every transaction of a run begins by taking the same key once more until its end, which succeeds only if nobody
 *       else has it; before what runs outside of a transaction it is made sure that the session still has it. So a lock
 *       that a script let go of ({@code DISCARD ALL}) is taken again, or found to be lost.
 * </ol>
 *
 * @param key the key
 */
record AdvisoryLock(long key) {
    static final String KIND = "advisory";

    static AdvisoryLock of(TableLocation location) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(("tandem\0" + location.schema() + "\0" + location.table())
                            .getBytes(StandardCharsets.UTF_8));
            return new AdvisoryLock(ByteBuffer.wrap(hash).getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** Marks the session of a run, as part of the body of a DO. */
    static String mark(String runId) {
        return "PERFORM set_config('tandem.run', '" + runId + "', false); ";
    }

    /**
     * Takes it, unless that would be of no use. The columns: whether it is ours now, the server process, whether that is
     * the one whose session was marked, whether it is a standby's, whether its transactions are read-only, and when the
     * process began.
     */
    String tryLock(String runId) {
        return "SELECT CASE WHEN s.marked AND NOT s.standby AND NOT s.readonly THEN pg_try_advisory_lock(" + key
                + ") ELSE false END, pg_backend_pid(), s.marked, s.standby, s.readonly, (SELECT " + ServerProcess.SINCE
                + " FROM pg_stat_get_activity(pg_backend_pid())) FROM (SELECT"
                + " current_setting('tandem.run', true) IS NOT DISTINCT FROM '" + runId + "' AS marked,"
                + " pg_is_in_recovery() AS standby, current_setting('transaction_read_only') = 'on' AS readonly) s";
    }

    /** Gives it back if this is the server process that took it; says {@code NULL} if it is another one. */
    String unlock(int backend) {
        return "SELECT CASE WHEN pg_backend_pid() = " + backend + " THEN pg_advisory_unlock(" + key + ") END";
    }

    /** Whether this is the server process that took it, and still has it. */
    String isHeldBy(int backend) {
        return "SELECT pg_backend_pid() = " + backend + " AND " + isHeld(backend);
    }

    /** The condition that a server process has it. */
    String isHeld(int backend) {
        return "EXISTS (SELECT FROM pg_locks l WHERE l.pid = " + backend + " AND " + granted() + ")";
    }

    /** Who holds it: application, user, address, process id, and since when it is connected. */
    String holder() {
        return "SELECT coalesce(a.application_name, 'another session'), a.usename, coalesce(host(a.client_addr), 'local'), a.pid,"
                + " (extract(epoch from a.backend_start) * 1000)::bigint"
                + " FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
                + " WHERE " + granted() + " LIMIT 1";
    }

    private String granted() {
        return "l.locktype = 'advisory' AND l.granted AND l.objsubid = 1"
                + " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                + " AND l.classid = " + (key >>> 32) + " AND l.objid = " + (key & 0xFFFFFFFFL);
    }
}
