package dev.tandem.migration.clickhouse;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A statement of ours as the server executes it, known by its query id: also on other hosts of a cluster, where it goes on
 * under another id, but with our log comment, which ends with it.
 *
 * @param servers where it may run
 * @param queryId the id that we gave it
 * @param asker asks one of the servers
 */
record RunningStatement(Servers servers, String queryId, Asker asker) {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private String condition() {
        String id = servers.dialect().literal(queryId);
        return "(query_id = " + id + " OR endsWith(Settings['log_comment'], "
                + servers.dialect().literal(" " + queryId) + "))";
    }

    String count() {
        return "SELECT count() FROM " + servers.table("processes") + " WHERE " + condition();
    }

    /** KILL … SYNC may hang; so it is asked for, and looked after. */
    String kill() {
        return "KILL QUERY" + servers.onCluster() + " WHERE " + condition() + " ASYNC";
    }

    boolean isThere() throws SQLException {
        return !asker.ask(count()).equals(List.of("0"));
    }

    /**
     * Ends it, and returns when it is gone and awaited by nobody, or after five seconds. One that is still on its way to the
     * server is not there to be killed yet, so that is asked for again.
     *
     * @param awaited whether somebody still waits for its answer
     * @param permit asked each time: whose it is may change meanwhile
     * @return whether it is gone
     */
    boolean end(BooleanSupplier awaited, Sender.Permit permit) throws SQLException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        boolean there;
        do {
            permit.check();
            asker.tell(kill());
            LockSupport.parkNanos(PAUSE.toNanos());
            there = isThere();
        } while ((there || awaited.getAsBoolean()) && System.nanoTime() < end);
        return !there;
    }
}
