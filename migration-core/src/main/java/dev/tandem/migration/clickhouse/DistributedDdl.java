package dev.tandem.migration.clickhouse;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * A statement with ON CLUSTER, in the queue from which every host takes it. When the server has waited long enough it
 * answers with code {@value #TIMEOUT}, and the hosts go on. So it is never sent again but waited for. It is known by our
 * log comment, which goes along with it as a setting.
 */
record DistributedDdl(ClickHouseDialect dialect, String queryId, Asker asker, BooleanSupplier ended) {
    static final int TIMEOUT = 159;
    private static final Duration PAUSE = Duration.ofMillis(500);

    String sql() {
        return "SELECT concat(toString(status), '\\t', toString(ifNull(exception_code, 0)), '\\t', ifNull(host, ''), '\\t',"
                + " ifNull(exception_text, '')) FROM system.distributed_ddl_queue"
                + " WHERE endsWith(settings['log_comment'], " + dialect.literal(" " + queryId) + ")";
    }

    private record Host(String status, int code, String name, String error) {
        static Host of(String row) {
            String[] parts = row.split("\t", 4);
            return new Host(parts[0], Integer.parseInt(parts[1]), parts[2], parts[3]);
        }

        boolean isDone() {
            return status.equals("Finished");
        }
    }

    /** Whether every host is known to have done it. */
    boolean isDone() throws SQLException {
        List<Host> hosts = hosts();
        return !hosts.isEmpty() && hosts.stream().allMatch(host -> host.isDone() && host.code() == 0);
    }

    /**
     * Returns when every host has done it.
     *
     * @throws SQLException when a host has failed, the queue does not know it, or the deadline has ended; caused by the answer
     */
    void await(SQLException answer) throws SQLException {
        List<Host> hosts = hosts();
        while (hosts.stream().anyMatch(host -> !host.isDone()) && !ended.getAsBoolean()) {
            LockSupport.parkNanos(PAUSE.toNanos());
            hosts = hosts();
        }
        if (hosts.isEmpty()) {
            throw new SQLException(
                    "Not every host has answered in time, and system.distributed_ddl_queue does not know the statement.",
                    answer);
        }
        String others = hosts.stream()
                .filter(host -> !host.isDone() || host.code() != 0)
                .map(host -> host.name() + " (" + (host.isDone() ? host.error() : host.status()) + ")")
                .collect(Collectors.joining(", "));
        if (!others.isEmpty()) {
            throw new SQLException("Not every host has done it, see system.distributed_ddl_queue: " + others, answer);
        }
    }

    private List<Host> hosts() throws SQLException {
        return asker.ask(sql()).stream().map(Host::of).toList();
    }
}
