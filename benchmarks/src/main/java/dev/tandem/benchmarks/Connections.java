package dev.tandem.benchmarks;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks all the time at who is connected to a PostgreSQL database. */
final class Connections implements AutoCloseable {
    /** A run of ours calls itself by its id. */
    private static final String SESSIONS =
            "SELECT application_name FROM pg_stat_activity WHERE datname = ? AND application_name LIKE 'tandem %'";

    private final Connection connection;
    private final String database;
    private final Thread thread = new Thread(this::look, "connections");
    private final Set<String> seen = new HashSet<>();
    private int most;
    private @Nullable String twice;
    private @Nullable SQLException failure;
    private volatile boolean ended;

    private Connections(Connection connection, String database) {
        this.connection = connection;
        this.database = database;
    }

    static Connections watch(Postgres server, String database) throws SQLException {
        Connections connections =
                new Connections(DriverManager.getConnection(server.server().jdbcUrl()), database);
        connections.thread.start();
        return connections;
    }

    private void look() {
        try (PreparedStatement statement = connection.prepareStatement(SESSIONS)) {
            statement.setString(1, database);
            while (!ended) {
                try (ResultSet rows = statement.executeQuery()) {
                    Set<String> now = new HashSet<>();
                    while (rows.next()) {
                        String run = rows.getString(1);
                        twice = now.add(run) ? twice : run;
                    }
                    most = Math.max(most, now.size());
                    seen.addAll(now);
                }
            }
        } catch (SQLException e) {
            failure = e;
        }
    }

    /**
     * Ends, and makes sure that of so many runs each had one connection and no more.
     *
     * @throws IllegalStateException when it was otherwise, or fewer than half of them were seen
     */
    void requireOneEach(int runs) throws SQLException, InterruptedException {
        close();
        if (failure != null) {
            throw failure;
        }
        if (twice != null) {
            throw new IllegalStateException("The run " + twice + " had more than one connection");
        }
        if (seen.size() > runs || seen.size() < runs / 2) {
            throw new IllegalStateException(runs + " runs had " + seen.size() + " connections");
        }
        System.err.println("Of " + runs + " instances " + seen.size() + " were seen connected, " + most
                + " at the same time, each once");
    }

    @Override
    public void close() throws SQLException, InterruptedException {
        ended = true;
        thread.join();
        connection.close();
    }
}
