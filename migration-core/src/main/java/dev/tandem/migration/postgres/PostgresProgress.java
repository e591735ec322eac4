package dev.tandem.migration.postgres;

import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.StatementProgress;
import dev.tandem.migration.sql.DatabaseSettings;
import dev.tandem.migration.sql.Dialect;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Asks the server how far the statement of a run is: its views of progress, and for whom it waits. */
final class PostgresProgress {
    private static final String SECONDS = "2";

    private PostgresProgress() {}

    static StatementProgress ask(Dialect dialect, DatabaseSettings settings, String runId, List<SqlStatement> sent)
            throws SQLException {
        PostgresAddress address = PostgresAddress.of(settings);
        Properties properties = address.properties();
        properties.setProperty("ApplicationName", "tandem progress");
        properties.setProperty("assumeMinServerVersion", "14");
        properties.setProperty("connectTimeout", SECONDS);
        properties.setProperty("loginTimeout", SECONDS);
        properties.setProperty("socketTimeout", SECONDS);
        try (Connection connection = new org.postgresql.Driver().connect(address.jdbcUrl(), properties);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql(dialect.literal("tandem " + runId)))) {
            return row.next()
                    ? new StatementProgress(number(row.getString(1), sent), row.getString(2))
                    : new StatementProgress(null, null);
        }
    }

    /** The text is compared and never shown: it may hold secrets, and the server keeps its beginning only. */
    private static @Nullable Integer number(@Nullable String running, List<SqlStatement> sent) {
        String text = running == null ? "" : running.strip();
        return text.isEmpty()
                ? null
                : sent.stream()
                        .filter(statement -> statement.executable().strip().startsWith(text))
                        .map(SqlStatement::number)
                        .findFirst()
                        .orElse(null);
    }

    private static String sql(String applicationName) {
        return "SELECT a.query, coalesce("
                + "CASE WHEN a.wait_event_type = 'Lock' THEN 'waits for a lock held by server process '"
                + " || array_to_string(pg_blocking_pids(a.pid), ', ') END,"
                + " (SELECT lower(command) || ': ' || phase || "
                + first(
                        of("blocks_done", "blocks_total", "blocks"),
                        of("tuples_done", "tuples_total", "rows"),
                        of("lockers_done", "lockers_total", "transactions awaited"))
                + " || coalesce(" + of("partitions_done", "partitions_total", "partitions") + ", '')"
                + " FROM pg_stat_progress_create_index p WHERE p.pid = a.pid),"
                + " (SELECT lower(command) || ': ' || tuples_processed || ' rows' || coalesce("
                + of("bytes_processed", "bytes_total", "bytes")
                + ", '') FROM pg_stat_progress_copy p WHERE p.pid = a.pid LIMIT 1),"
                + " (SELECT 'vacuum: ' || phase || " + first(of("heap_blks_scanned", "heap_blks_total", "blocks"))
                + " FROM pg_stat_progress_vacuum p WHERE p.pid = a.pid),"
                + " (SELECT 'analyze: ' || phase || " + first(of("sample_blks_scanned", "sample_blks_total", "blocks"))
                + " FROM pg_stat_progress_analyze p WHERE p.pid = a.pid),"
                + " (SELECT lower(command) || ': ' || phase || "
                + first(of("heap_blks_scanned", "heap_blks_total", "blocks")) + " || ', ' || heap_tuples_written"
                + " || ' rows written' FROM pg_stat_progress_cluster p WHERE p.pid = a.pid))"
                + " FROM pg_stat_activity a WHERE a.application_name = " + applicationName
                + " AND a.datname = current_database() AND a.state = 'active' LIMIT 1";
    }

    /** The first that has a total: a phase counts one thing only. */
    private static String first(String... counts) {
        return "coalesce(" + String.join(", ", counts) + ", '')";
    }

    private static String of(String done, String total, String what) {
        return "CASE WHEN " + total + " > 0 THEN ', ' || " + done + " || ' of ' || " + total + " || ' " + what
                + "' END";
    }
}
