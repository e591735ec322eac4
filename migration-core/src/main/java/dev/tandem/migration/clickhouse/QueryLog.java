package dev.tandem.migration.clickhouse;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the server's own log says of a statement, found by its query id alone. Servers may have no such log, users no right to
 * read it, and its rows come some seconds late unless it may be flushed.
 */
final class QueryLog {
    /** Somewhat longer than a server keeps rows to itself unless it is configured otherwise. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration PAUSE = Duration.ofMillis(500);
    /** Whatever time zones are involved, and whatever clock said when it was begun. */
    private static final Duration SLACK = Duration.ofDays(2);

    private final Servers servers;
    private final Asker asker;
    private final BooleanSupplier ended;

    QueryLog(Servers servers, Asker asker, BooleanSupplier ended) {
        this.servers = servers;
        this.asker = asker;
        this.ended = ended;
    }

    /** How a statement ended. */
    enum Type {
        FINISHED,
        /** An exception before the first row was on its way. */
        REFUSED,
        FAILED
    }

    /**
     * A statement's end.
     *
     * @param code the server's, of an exception
     */
    record End(Type type, int code) {}

    String sql(String queryId, Instant begun) {
        return "SELECT concat(toString(type), ' ', toString(exception_code)) FROM " + servers.table("query_log")
                + " WHERE event_date >= toDate(" + begun.minus(SLACK).getEpochSecond() + ") AND query_id = "
                + servers.dialect().literal(queryId) + " AND toString(type) != 'QueryStart' LIMIT 1";
    }

    /**
     * Its end, or {@code null} when the log does not tell.
     *
     * @param patient whether to wait for rows that are late
     */
    @Nullable
    End find(String queryId, Instant begun, boolean patient) {
        String sql = sql(queryId, begun);
        try {
            List<String> rows = asker.ask(sql);
            if (rows.isEmpty()) {
                boolean complete = flush();
                rows = asker.ask(sql);
                long end = System.nanoTime() + PATIENCE.toNanos();
                while (rows.isEmpty() && patient && !complete && System.nanoTime() < end && !ended.getAsBoolean()) {
                    LockSupport.parkNanos(PAUSE.toNanos());
                    rows = asker.ask(sql);
                }
            }
            return rows.isEmpty() ? null : end(rows.get(0));
        } catch (SQLException noLogOrNoRight) {
            return null;
        }
    }

    /** Whether all that happened is in the log now; of other replicas that is not known. */
    private boolean flush() {
        try {
            asker.ask("SYSTEM FLUSH LOGS");
            return servers.cluster() == null;
        } catch (SQLException notAllowed) {
            return false;
        }
    }

    private static End end(String row) {
        String[] parts = row.split(" ", 2);
        Type type = switch (parts[0]) {
            case "QueryFinish" -> Type.FINISHED;
            case "ExceptionBeforeStart" -> Type.REFUSED;
            default -> Type.FAILED;
        };
        return new End(type, Integer.parseInt(parts[1]));
    }
}
