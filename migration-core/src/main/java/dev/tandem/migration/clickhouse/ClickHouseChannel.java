package dev.tandem.migration.clickhouse;

import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.jdbc.StatementImpl;
import dev.tandem.migration.Deadline;
import dev.tandem.migration.Effects;
import dev.tandem.migration.LockStatus;
import dev.tandem.migration.TableRows;
import dev.tandem.migration.sql.CheckpointedChannel;
import dev.tandem.migration.sql.CheckpointedExecution;
import dev.tandem.migration.sql.DatabaseSettings;
import dev.tandem.migration.sql.EstimatingChannel;
import dev.tandem.migration.sql.Execution;
import dev.tandem.migration.sql.StatementTag;
import dev.tandem.migration.sql.StepContext;
import dev.tandem.migration.sql.TableLocation;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.RowMapper;

/** The driver's connection to ClickHouse: one request for each statement. */
final class ClickHouseChannel implements CheckpointedChannel, EstimatingChannel {
    private static final Logger log = LoggerFactory.getLogger(ClickHouseChannel.class);
    private static final String MARK = "tandem ";

    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final Duration CONNECTING = Duration.ofSeconds(30);

    private final ClickHouseDialect dialect;
    private final DatabaseSettings settings;
    private final ClickHouseAddress address;
    private final Connection connection;
    private final SessionStatements session = new SessionStatements();
    /** What every statement of this run is marked with in the server. */
    private String mark = "";

    private volatile @Nullable String running;
    /** The request that is under way, whatever it is. */
    private volatile @Nullable Object request;

    private volatile boolean cancelled;

    private ClickHouseChannel(
            ClickHouseDialect dialect, DatabaseSettings settings, ClickHouseAddress address, Connection connection) {
        this.dialect = dialect;
        this.settings = settings;
        this.address = address;
        this.connection = connection;
    }

    static ClickHouseChannel open(ClickHouseDialect dialect, DatabaseSettings settings, String runId, Deadline deadline)
            throws SQLException {
        ClickHouseAddress address = ClickHouseAddress.of(settings);
        Properties properties = address.properties();
        // The driver would silently send again what may have been done.
        properties.setProperty("retry", "0");
        properties.setProperty("client_retry_on_failures", "None");
        properties.setProperty("client_name", "tandem " + runId);
        Duration remaining = deadline.remaining();
        Duration limit = remaining == null || remaining.compareTo(CONNECTING) > 0 ? CONNECTING : remaining;
        return new ClickHouseChannel(dialect, settings, address, Patience.within(limit, () -> connect(address)));
    }

    private static Connection connect(ClickHouseAddress address) throws SQLException {
        try {
            Connection connection = new com.clickhouse.jdbc.Driver().connect(address.jdbcUrl(), address.properties());
            if (connection == null) {
                throw new SQLException("The driver does not know this address");
            }
            return connection;
        } catch (RuntimeException e) {
            // The client throws unchecked what it finds wrong while it asks the server who it is.
            throw new SQLException(e.getMessage(), e);
        }
    }

    @Override
    public <T extends @Nullable Object> List<T> query(String sql, RowMapper<T> rows) throws SQLException {
        request = new Object();
        try {
            return read(connection, sql, rows);
        } finally {
            request = null;
        }
    }

    private static <T extends @Nullable Object> List<T> read(Connection connection, String sql, RowMapper<T> rows)
            throws SQLException {
        // Without settings: a user who may only read may not set anything either.
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<T> all = new ArrayList<>();
            while (result.next()) {
                all.add(rows.mapRow(result, all.size()));
            }
            return all;
        }
    }

    private static StatementImpl statement(Connection connection) throws SQLException {
        StatementImpl statement = connection.createStatement().unwrap(StatementImpl.class);
        statement.setEscapeProcessing(false);
        QuerySettings local = statement.getLocalSettings();
        awaitEnd(local);
        return statement;
    }

    /** The status that the server answers with is that of the whole statement: inserts and mutations are over then. */
    private static void awaitEnd(QuerySettings local) {
        local.waitEndOfQuery(true);
        local.serverSetting("async_insert", "0");
        local.serverSetting("mutations_sync", "2");
        local.serverSetting("alter_sync", "2");
    }

    @Override
    public void update(String sql) throws SQLException {
        request = new Object();
        try (StatementImpl statement = statement(connection)) {
            statement.executeUpdate(sql);
        } finally {
            request = null;
        }
    }

    @Override
    public void updateAll(List<String> statements) throws SQLException {
        for (String sql : statements) {
            update(sql);
        }
    }

    @Override
    public TableLocation locate() throws SQLException {
        return query(
                        "SELECT currentDatabase(), count(), any(comment) FROM system.tables"
                                + " WHERE database = currentDatabase() AND name = " + dialect.literal(settings.table()),
                        (row, index) -> new TableLocation(
                                row.getString(1), settings.table(), row.getLong(2) > 0, row.getString(3)))
                .get(0);
    }

    @Override
    public String createTable(TableLocation location) {
        return "CREATE TABLE IF NOT EXISTS " + location.qualified(dialect)
                + " (seq UInt64, fence UInt64, run_id String, applied_by String, at DateTime64(3, 'UTC'),"
                + " duration_ms UInt64, version Int64, name String, action String, state String, statement UInt32,"
                + " statements UInt32, fingerprint String, script String, effects String, cursor Nullable(String),"
                + " down_sql Nullable(String), error Nullable(String)) " + HistoryEngine.of(settings) + " COMMENT "
                + dialect.literal(LAYOUT);
    }

    /** Without a lock, at least whoever is seen at work is waited for. */
    @Override
    public boolean tryLock(TableLocation location) throws SQLException {
        return lock().holder() == null;
    }

    @Override
    public void unlock(TableLocation location) {}

    /** The run whose statement is being executed now in this database. */
    @Override
    public LockStatus lock() throws SQLException {
        return query(
                        "SELECT query_id, toUnixTimestamp64Milli(now64(3)) - toInt64(elapsed * 1000) FROM system.processes"
                                + " WHERE startsWith(Settings['log_comment'], concat(" + dialect.literal(MARK)
                                + ", currentDatabase(), " + dialect.literal(markEnd()) + ")) LIMIT 1",
                        (row, index) -> new LockStatus(
                                dialect.lockKind(), row.getString(1), Instant.ofEpochMilli(row.getLong(2))))
                .stream()
                .findFirst()
                .orElse(new LockStatus(dialect.lockKind(), null, null));
    }

    @Override
    public Execution execution(StepContext context) {
        mark = MARK + context.location().schema() + markEnd();
        return new CheckpointedExecution(this, context);
    }

    @Override
    public void beginScript() {
        session.clear();
    }

    @Override
    public void replay(String sql) throws SQLException {
        session.take(sql);
    }

    @Override
    public void execute(String sql, StatementTag tag) throws SQLException {
        if (session.take(sql)) {
            return;
        }
        try (StatementImpl statement = statement(connection)) {
            QuerySettings local = statement.getLocalSettings();
            session.settings().forEach(local::serverSetting);
            // Whatever the script has set: a checkpoint says that its statement is over.
            awaitEnd(local);
            if (session.database() != null) {
                local.setDatabase(session.database());
            }
            String queryId = tag.queryId();
            local.setQueryId(queryId);
            local.logComment(mark + queryId);
            Duration limit = settings.statementTimeout();
            if (limit != null) {
                local.serverSetting("max_execution_time", Long.toString(Math.max(1, limit.toSeconds())));
            }
            request = queryId;
            running = queryId;
            if (cancelled) {
                throw new NotSentException();
            }
            // Not execute(): that has the driver parse the statement, and complain of what it does not know.
            statement.executeUpdate(sql);
        } finally {
            running = null;
            request = null;
        }
    }

    private String markEnd() {
        return "." + settings.table() + " ";
    }

    @Override
    public Effects effects(String sql, SQLException failure) {
        if (failure instanceof NotSentException) {
            return Effects.NONE;
        }
        return StatementEffects.afterFailure(
                sql, ClickHouseErrors.code(failure), ClickHouseErrors.everyMessage(failure));
    }

    @Override
    public Effects effectsAfterUnknownEnd(String sql) {
        return StatementEffects.afterUnknownEnd(sql);
    }

    @Override
    public List<String> columns(String table) throws SQLException {
        return query("DESCRIBE TABLE " + table, (row, index) -> row.getString(1));
    }

    /**
     * Views before the tables they read, dictionaries apart; what a materialized view keeps goes with it. The history is
     * the last: what cannot be dropped is not applied once more by the next run.
     */
    @Override
    public List<String> dropStatements() throws SQLException {
        return query(
                "SELECT concat(multiIf(engine = 'Dictionary', 'DROP DICTIONARY', endsWith(engine, 'View'), 'DROP VIEW',"
                        + " 'DROP TABLE'), ' IF EXISTS ', '`', replaceAll(replaceAll(database, '\\\\', '\\\\\\\\'), '`', '\\\\`'),"
                        + " '`.`', replaceAll(replaceAll(name, '\\\\', '\\\\\\\\'), '`', '\\\\`'), '` SYNC"
                        + " SETTINGS check_table_dependencies = 0, check_referential_table_dependencies = 0')"
                        + " FROM system.tables WHERE database = currentDatabase() AND NOT is_temporary"
                        + " AND NOT startsWith(name, '.inner')"
                        + " ORDER BY name = " + dialect.literal(settings.table())
                        + ", multiIf(endsWith(engine, 'View'), 0, engine = 'Dictionary', 1, 2), name",
                (row, index) -> row.getString(1));
    }

    /** Only tables that keep rows: those of a materialized view are told under its name. */
    @Override
    public List<TableRows> rows() throws SQLException {
        return query(
                "SELECT name, total_rows FROM system.tables WHERE database = currentDatabase() AND NOT is_temporary"
                        + " AND total_rows IS NOT NULL AND NOT startsWith(name, '.inner') ORDER BY total_rows DESC, name",
                (row, index) -> new TableRows(row.getString(1), row.getLong(2)));
    }

    /** A script's statement is killed; what then is still not answered, and any other request, is given up. */
    @Override
    public void cancel() {
        cancelled = true;
        Object victim = request;
        String queryId = running;
        if (queryId != null) {
            kill(queryId);
        }
        long end = System.nanoTime() + ANSWER.toNanos();
        while (victim != null && request == victim && System.nanoTime() < end) {
            LockSupport.parkNanos(ANSWER.toNanos() / 20);
        }
        if (victim != null && request == victim) {
            close();
        }
    }

    private void kill(String queryId) {
        Properties properties = new Properties();
        properties.putAll(address.properties());
        properties.setProperty("socket_timeout", Long.toString(ANSWER.toMillis()));
        try (Connection second = connect(new ClickHouseAddress(address.jdbcUrl(), properties))) {
            QueryKiller.kill(second, dialect.literal(queryId), () -> queryId.equals(running), ClickHouseChannel::read);
        } catch (SQLException e) {
            log.warn("The statement {} could not be cancelled: {}", queryId, e.getMessage());
        }
    }

    /** Cancelling was asked for before a statement was sent. */
    private static final class NotSentException extends SQLException {
        private static final long serialVersionUID = 1;

        NotSentException() {
            super("Cancelled before it was sent.");
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            log.debug("Closing the connection to {} failed", settings, e);
        }
    }
}
