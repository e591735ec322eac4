package dev.tandem.migration.postgres;

import dev.tandem.migration.sql.CodeChannel;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.RowMapper;

/** A physical connection, ours alone and never given back to a pool. Whatever is executed on it can be cancelled. */
final class PostgresConnection implements Cancellation.Means, AutoCloseable {
    private final Connection connection;
    private final ServerProcess process;
    private final Cancellation cancellation;

    /** What is done with the connection. */
    interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    PostgresConnection(Connection connection, ServerProcess process) {
        this.connection = connection;
        this.process = process;
        this.cancellation = new Cancellation(this);
    }

    /** Reads rows with one request. */
    <T extends @Nullable Object> List<T> query(String sql, RowMapper<T> rows) throws SQLException {
        cancellation.begin();
        try {
            return Rows.read(connection, sql, rows);
        } finally {
            cancellation.end();
        }
    }

    /** Runs a statement of ours, by itself. */
    void update(String sql) throws SQLException {
        cancellation.begin();
        try (Statement statement = statement()) {
            statement.execute(sql);
        } finally {
            cancellation.end();
        }
    }

    /** Does something with the connection that must not begin any more once cancelling was asked for. */
    <T> T execute(Work<T> work) throws SQLException {
        cancellation.beginUnlessLate();
        try {
            return work.with(connection);
        } finally {
            cancellation.end();
        }
    }

    /** The same, of what may throw anything. */
    @Nullable
    String call(CodeChannel.Code code) throws Exception {
        cancellation.beginUnlessLate();
        try {
            return code.with(connection);
        } finally {
            cancellation.end();
        }
    }

    /** One that takes SQL as it stands. */
    Statement statement() throws SQLException {
        Statement statement = connection.createStatement();
        statement.setEscapeProcessing(false);
        return statement;
    }

    /** What is sent from now on is one transaction, if none is open. */
    void begin() throws SQLException {
        connection.setAutoCommit(false);
    }

    /** Must not begin any more either once cancelling was asked for: what was put off until then may take long. */
    void commit() throws SQLException {
        cancellation.beginUnlessLate();
        try {
            connection.commit();
        } finally {
            cancellation.end();
        }
        connection.setAutoCommit(true);
    }

    void rollback() throws SQLException {
        cancellation.forget();
        if (!connection.getAutoCommit()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    /** What is executed from now on takes back or records, even if it was cancelling that made it necessary. */
    void afterCancelling() {
        cancellation.forget();
    }

    /** Lets nothing that follows take longer than this to be answered. */
    void answerWithin(int millis) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, millis);
    }

    /** Ends in the server what is executed; called from another thread. */
    void cancel() {
        cancellation.cancel();
    }

    @Override
    public void ask() throws SQLException {
        connection.unwrap(PGConnection.class).cancelQuery();
    }

    @Override
    public void terminate() throws SQLException {
        process.terminate();
    }

    @Override
    public void cut() throws SQLException {
        connection.abort(Runnable::run);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
