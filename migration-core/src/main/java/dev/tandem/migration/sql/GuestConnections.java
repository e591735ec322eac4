package dev.tandem.migration.sql;

import dev.tandem.migration.Deadline;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** The connections of one run for an engine of somebody else's: what they execute is ended with the run's deadline. */
final class GuestConnections extends AbstractDataSource implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(GuestConnections.class);

    private record Opened(Connection connection, CancellableStatements statements) {}

    private final SqlDatabase server;
    private final String runId;
    private final Deadline deadline;
    private final Queue<Opened> all = new ConcurrentLinkedQueue<>();
    private final Deadline.Registration cancellation;
    private final Deadline.Registration lastResort;

    GuestConnections(SqlDatabase server, String runId, Deadline deadline) {
        this.server = server;
        this.runId = runId;
        this.deadline = deadline;
        this.cancellation = deadline.onEnd(this::cancel);
        this.lastResort = deadline.onSilence(() -> all.forEach(GuestConnections::cut));
    }

    @Override
    public Connection getConnection() {
        Connection connection = server.open(runId, deadline);
        CancellableStatements statements = new CancellableStatements(deadline::hasEnded);
        all.add(new Opened(connection, statements));
        return JdbcProxy.of(
                Connection.class,
                (proxy, method, arguments) -> statements.track(method, JdbcProxy.pass(connection, method, arguments)));
    }

    @Override
    public Connection getConnection(String username, String password) {
        return getConnection();
    }

    private void cancel() {
        all.stream().filter(opened -> opened.statements().cancel()).forEach(GuestConnections::cut);
    }

    private static void cut(Opened opened) {
        try {
            opened.connection().abort(Runnable::run);
        } catch (SQLException e) {
            log.debug("A connection could not be cut", e);
        }
    }

    @Override
    public void close() {
        cancellation.close();
        for (Opened opened : all) {
            try {
                opened.connection().close();
            } catch (SQLException e) {
                log.debug("A connection could not be closed", e);
            }
        }
        lastResort.close();
    }
}
