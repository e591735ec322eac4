package dev.tandem.migration.clickhouse;

import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.jdbc.StatementImpl;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.RowMapper;

/**
 * What seeding asks and inserts: requests that may be large, are marked as a run's and can be killed.
 *
 * @param leftRunning called when one may still be going on in the server
 */
record SeedRequests(Sender sender, Requests requests, Activity activity, Runnable leftRunning) {

    /** Reads rows with a statement of any length. */
    <T> List<T> query(String sql, RowMapper<T> rows) throws SQLException {
        String queryId = newId();
        try (StatementImpl statement =
                sender.server().connection().createStatement().unwrap(StatementImpl.class)) {
            statement.setEscapeProcessing(false);
            statement
                    .getLocalSettings()
                    .setQueryId(queryId)
                    .logComment(activity.comment(queryId))
                    .serverSetting("max_query_size", Long.toString(sql.length() + 1_000L));
            return requests.ask(queryId, () -> Reader.all(statement, sql, rows));
        }
    }

    /** How many rows a table has now: the number makes it another question each time, for servers that keep answers. */
    long count(String table) throws SQLException {
        return query("SELECT count(), '" + UUID.randomUUID() + "' FROM " + table, (row, index) -> row.getLong(1))
                .get(0);
    }

    /** Inserts rows in the format RowBinaryWithDefaults, at once and not by and by. */
    void insert(String table, List<String> columns, List<byte[]> rows) throws SQLException {
        String queryId = newId();
        InsertSettings insert = new InsertSettings()
                .setOption(Sender.answerLimit(), 0)
                .setQueryId(queryId)
                .logComment(activity.comment(queryId))
                .serverSetting("async_insert", "0")
                .serverSetting("wait_end_of_query", "1")
                // Blocks that a truncated table had before are not to be taken for these.
                .serverSetting("insert_deduplicate", "0")
                .serverSetting("input_format_binary_read_json_as_string", "1");
        try {
            requests.send(queryId, () -> sender.insert(table, columns, rows, insert));
        } catch (SQLException e) {
            if (ClickHouseErrors.mayGoOn(e)) {
                leftRunning.run();
            }
            throw e;
        }
    }

    private static String newId() {
        return "tandem-seed-" + UUID.randomUUID();
    }
}
