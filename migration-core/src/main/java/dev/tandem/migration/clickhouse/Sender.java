package dev.tandem.migration.clickhouse;

import com.clickhouse.client.api.ClientConfigProperties;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Sends statements as they are, through the client below the JDBC driver: the driver's own {@code execute} and {@code
 * executeUpdate} parse each of them first, which takes longer than the server and more memory than the statement.
 *
 * @param server whose client and settings
 * @param permit asked before each of them
 */
record Sender(Connected server, Permit permit) {

    /**
     * The option that limits the time for an answer, to be 0 for whatever is to be sent once only: with a limit, which an address
     * may set, the HTTP client below the driver sends it again by itself when the server, or a proxy, says that it is
     * overloaded (429, 503).
     */
    static String answerLimit() {
        return ClientConfigProperties.SOCKET_OPERATION_TIMEOUT.getKey();
    }

    /** Says whether anything may be sent now. */
    interface Permit {
        /** Throws if not. */
        void check() throws SQLException;
    }

    /** One that nobody has to permit anything. */
    static Sender free(Connected server) {
        return new Sender(server, () -> {});
    }

    /** Begins a request. */
    private interface Request {
        Future<? extends AutoCloseable> begin() throws SQLException;
    }

    /** What every statement is sent with, from the connection's address. */
    QuerySettings settings() throws SQLException {
        return QuerySettings.merge(server.connection().getDefaultQuerySettings(), new QuerySettings())
                .setQueryId(UUID.randomUUID().toString());
    }

    /** The same, and the status that the server answers with is that of the whole statement: inserts and mutations are over then. */
    QuerySettings settingsToTheEnd() throws SQLException {
        return toTheEnd(settings());
    }

    static QuerySettings toTheEnd(QuerySettings settings) {
        return settings.waitEndOfQuery(true)
                .serverSetting("async_insert", "0")
                .serverSetting("mutations_sync", "2")
                .serverSetting("alter_sync", "2");
    }

    void send(String sql, QuerySettings settings) throws SQLException {
        permit.check();
        complete(() -> server.connection().getClient().query(sql, settings));
    }

    /** Inserts rows in the format RowBinaryWithDefaults. */
    void insert(String table, List<String> columns, List<byte[]> rows, InsertSettings settings) throws SQLException {
        permit.check();
        complete(() -> server.connection()
                .getClient()
                .insert(
                        table,
                        columns,
                        out -> {
                            for (byte[] row : rows) {
                                out.write(row);
                            }
                            out.close();
                        },
                        ClickHouseFormat.RowBinaryWithDefaults,
                        settings));
    }

    /** Waits for the answer; what is in it passes by and is not kept, but that it ends early is an error. */
    private static void complete(Request request) throws SQLException {
        try {
            request.begin().get().close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("Interrupted while a statement was executed.", e);
        } catch (ExecutionException e) {
            throw ClickHouseErrors.of(e.getCause() == null ? e : e.getCause());
        } catch (SQLException e) {
            throw e;
        } catch (Exception e) {
            // The client throws unchecked what the server says.
            throw ClickHouseErrors.of(e);
        }
    }
}
