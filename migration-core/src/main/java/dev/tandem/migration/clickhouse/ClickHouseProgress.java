package dev.tandem.migration.clickhouse;

import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.StatementProgress;
import dev.tandem.migration.sql.DatabaseSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Asks the server how far the statement of a run is: what it has read, and which parts its mutations still have to do. */
final class ClickHouseProgress {
    private static final String MILLIS = "2000";

    private ClickHouseProgress() {}

    static StatementProgress ask(
            ClickHouseDialect dialect, DatabaseSettings settings, String runId, List<SqlStatement> sent)
            throws SQLException {
        ClickHouseAddress address = ClickHouseAddress.of(settings);
        Properties properties = address.properties();
        properties.setProperty("socket_timeout", MILLIS);
        properties.setProperty("connection_timeout", MILLIS);
        properties.setProperty("retry", "0");
        try (Connection connection = new com.clickhouse.jdbc.Driver().connect(address.jdbcUrl(), properties);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql(dialect.literal(runId + "-")))) {
            // One statement is sent at a time here: the latest is the one.
            return new StatementProgress(null, row.next() ? details(row) : null);
        } catch (RuntimeException e) {
            // The client throws unchecked what it finds wrong while it asks the server who it is.
            throw new SQLException(e.getMessage(), e);
        }
    }

    private static String sql(String prefix) {
        return "SELECT count(), sum(read_rows), sum(total_rows_approx), sum(written_rows),"
                + " (SELECT sum(parts_to_do) FROM system.mutations WHERE database = currentDatabase() AND NOT is_done)"
                + " FROM system.processes WHERE startsWith(query_id, " + prefix + ")";
    }

    private static @Nullable String details(ResultSet row) throws SQLException {
        long partsToDo = row.getLong(5);
        if (partsToDo > 0) {
            return count(partsToDo) + " parts of mutations to do";
        }
        if (row.getLong(1) == 0) {
            return null;
        }
        long read = row.getLong(2);
        long total = row.getLong(3);
        long written = row.getLong(4);
        return count(read) + (total >= read && total > 0 ? " of about " + count(total) : "") + " rows read"
                + (written > 0 ? ", " + count(written) + " written" : "");
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
