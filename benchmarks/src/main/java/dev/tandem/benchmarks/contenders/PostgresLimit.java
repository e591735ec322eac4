package dev.tandem.benchmarks.contenders;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The least that has to be done on PostgreSQL: the files read and hashed, one query for the history, and for what is due one
 * transaction each, sent as a batch together with its history row.
 */
final class PostgresLimit {
    private static final String NO_TABLE = "42P01";

    private PostgresLimit() {}

    public static void main(String[] args) throws Exception {
        List<MigrationFiles.Found> files = MigrationFiles.in(args[1]);
        try (Connection connection = DriverManager.getConnection(args[0]);
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            Map<Long, String> applied = applied(statement);
            connection.setAutoCommit(false);
            for (MigrationFiles.Found file : files) {
                String hash = applied.get(file.version());
                if (hash == null) {
                    apply(file, statement);
                    connection.commit();
                } else if (!hash.equals(file.hash())) {
                    throw new IllegalStateException(file.file() + " has changed");
                }
            }
        }
    }

    private static Map<Long, String> applied(Statement statement) throws SQLException {
        Map<Long, String> applied = new HashMap<>();
        try (ResultSet rows = statement.executeQuery("SELECT version, hash FROM history")) {
            while (rows.next()) {
                applied.put(rows.getLong(1), rows.getString(2));
            }
        } catch (SQLException e) {
            if (!NO_TABLE.equals(e.getSQLState())) {
                throw e;
            }
            statement.execute("CREATE TABLE history (version bigint PRIMARY KEY, hash text NOT NULL,"
                    + " at timestamptz NOT NULL DEFAULT now(), down_sql text NOT NULL)");
        }
        return applied;
    }

    private static void apply(MigrationFiles.Found file, Statement statement) throws Exception {
        for (String sql : file.statements()) {
            statement.addBatch(sql);
        }
        statement.addBatch("INSERT INTO history (version, hash, down_sql) VALUES (" + file.version() + ", '"
                + file.hash() + "', '" + file.down().replace("'", "''") + "')");
        statement.executeBatch();
    }
}
