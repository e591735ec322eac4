package dev.tandem.migration.clickhouse;

import com.clickhouse.jdbc.StatementImpl;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;

/** Reads rows. Without settings where that is possible: a user who may only read may not set anything either. */
final class Reader implements Asker {
    private final Connected server;
    private final Requests requests;
    private final boolean consistently;

    /**
     * With what it asks.
     *
     * @param server where
     * @param requests what takes note of the requests
     * @param consistently whether every event that counts is to be seen on any replica
     */
    Reader(Connected server, Requests requests, boolean consistently) {
        this.server = server;
        this.requests = requests;
        this.consistently = consistently;
    }

    <T extends @Nullable Object> List<T> query(String sql, RowMapper<T> rows) throws SQLException {
        return requests.ask(() -> {
            try (Statement statement = server.connection().createStatement()) {
                if (consistently) {
                    ClickHouseHistory.READING.forEach(
                            statement.unwrap(StatementImpl.class).getLocalSettings()::serverSetting);
                }
                return all(statement, sql, rows);
            }
        });
    }

    @Override
    public List<String> ask(String sql) throws SQLException {
        return query(sql, (row, index) -> row.getString(1));
    }

    /** Not as a query: where KILL QUERY finds nothing the server answers nothing, which the driver takes for an error. */
    @Override
    public void tell(String sql) throws SQLException {
        Sender sender = Sender.free(server);
        requests.send(() -> sender.send(sql, sender.settings()));
    }

    /** The rows that a statement finds. */
    static <T extends @Nullable Object> List<T> all(Statement statement, String sql, RowMapper<T> rows)
            throws SQLException {
        try (ResultSet result = statement.executeQuery(sql)) {
            List<T> all = new ArrayList<>();
            while (result.next()) {
                all.add(rows.mapRow(result, all.size()));
            }
            return all;
        }
    }
}
