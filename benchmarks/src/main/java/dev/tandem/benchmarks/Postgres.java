package dev.tandem.benchmarks;

import dev.tandem.migration.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A PostgreSQL that keeps its promises: what is committed is on the disk. */
record Postgres(EmbeddedPostgres server) implements Server {

    @Override
    public Dialect dialect() {
        return Dialect.POSTGRES;
    }

    @Override
    public String create(String name) throws SQLException {
        String url = server.createDatabase(name);
        execute(url, "CREATE SCHEMA measured");
        execute(url, "CREATE TABLE " + dialect().rows() + " (number bigint)");
        return url;
    }

    @Override
    public void drop(String name) {
        server.dropDatabase(name);
    }

    @Override
    public long count(String jdbcUrl, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public String countTables() {
        return "SELECT count(*) FROM pg_tables WHERE tablename LIKE 'item\\_%'";
    }

    @Override
    public void settle() throws SQLException {
        execute(server.jdbcUrl(), "CHECKPOINT");
    }

    @Override
    public void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
