package dev.tandem.migration.clickhouse;

import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.jdbc.StatementImpl;
import dev.tandem.migration.Effects;
import dev.tandem.migration.LockStatus;
import dev.tandem.migration.sql.CheckpointedChannel;
import dev.tandem.migration.sql.CheckpointedExecution;
import dev.tandem.migration.sql.DatabaseSettings;
import dev.tandem.migration.sql.Execution;
import dev.tandem.migration.sql.StatementTag;
import dev.tandem.migration.sql.StepContext;
import dev.tandem.migration.sql.TableLocation;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.RowMapper;

/** The driver's connection to ClickHouse: one request for each statement. */
final class ClickHouseChannel implements CheckpointedChannel {
    private static final Logger log = LoggerFactory.getLogger(ClickHouseChannel.class);
    /** What every statement of a run is marked with in the server. */
    private static final String MARK = "tandem ";

    private final ClickHouseDialect dialect;
    private final DatabaseSettings settings;
    private final ClickHouseAddress address;
    private final Connection connection;
    private final SessionStatements session = new SessionStatements();
    private volatile @Nullable String running;

    private ClickHouseChannel(
            ClickHouseDialect dialect, DatabaseSettings settings, ClickHouseAddress address, Connection connection) {
        this.dialect = dialect;
        this.settings = settings;
        this.address = address;
        this.connection = connection;
    }

    static ClickHouseChannel open(ClickHouseDialect dialect, DatabaseSettings settings, String runId)
            throws SQLException {
        ClickHouseAddress address = ClickHouseAddress.of(settings);
        Properties properties = address.properties();
        // The driver would silently send again what may have been done.
        properties.setProperty("retry", "0");
        properties.setProperty("client_retry_on_failures", "None");
        properties.setProperty("client_name", "tandem " + runId);
        return new ClickHouseChannel(dialect, settings, address, connect(address));
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
        return read(connection, sql, rows);
    }

    private static <T extends @Nullable Object> List<T> read(Connection connection, String sql, RowMapper<T> rows)
            throws SQLException {
        try (StatementImpl statement = statement(connection);
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
        // The status that the server answers with is that of the whole statement: inserts and mutations are over then.
        local.waitEndOfQuery(true);
        local.serverSetting("async_insert", "0");
        local.serverSetting("mutations_sync", "2");
        local.serverSetting("alter_sync", "2");
        return statement;
    }

    @Override
    public void update(String sql) throws SQLException {
        try (StatementImpl statement = statement(connection)) {
            statement.executeUpdate(sql);
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
                + " statements UInt32, fingerprint String, effects String, cursor Nullable(String),"
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
                                + " WHERE startsWith(Settings['log_comment'], " + dialect.literal(mark())
                                + ") LIMIT 1",
                        (row, index) -> new LockStatus(
                                dialect.lockKind(), row.getString(1), Instant.ofEpochMilli(row.getLong(2))))
                .stream()
                .findFirst()
                .orElse(new LockStatus(dialect.lockKind(), null, null));
    }

    @Override
    public Execution execution(StepContext context) {
        return new CheckpointedExecution(this, context);
    }

    @Override
    public void beginScript() {
        session.clear();
    }

    @Override
    public void replay(String sql) {
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
            if (session.database() != null) {
                local.setDatabase(session.database());
            }
            String queryId = tag.queryId();
            local.setQueryId(queryId);
            local.logComment(mark() + queryId);
            Duration limit = settings.statementTimeout();
            if (limit != null) {
                local.serverSetting("max_execution_time", Long.toString(Math.max(1, limit.toSeconds())));
            }
            running = queryId;
            // Not execute(): that has the driver parse the statement, and complain of what it does not know.
            statement.executeUpdate(sql);
        } finally {
            running = null;
        }
    }

    private String mark() {
        return MARK + settings.table() + " ";
    }

    @Override
    public Effects effects(String sql, SQLException failure) {
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

    /** Views before the tables they read, dictionaries apart; what a materialized view keeps goes with it. */
    @Override
    public List<String> dropStatements() throws SQLException {
        return query(
                "SELECT concat(multiIf(engine = 'Dictionary', 'DROP DICTIONARY', endsWith(engine, 'View'), 'DROP VIEW',"
                        + " 'DROP TABLE'), ' IF EXISTS ', '`', replaceAll(replaceAll(database, '\\\\', '\\\\\\\\'), '`', '\\\\`'),"
                        + " '`.`', replaceAll(replaceAll(name, '\\\\', '\\\\\\\\'), '`', '\\\\`'), '` SYNC')"
                        + " FROM system.tables WHERE database = currentDatabase() AND NOT is_temporary"
                        + " AND NOT startsWith(name, '.inner')"
                        + " ORDER BY multiIf(endsWith(engine, 'View'), 0, engine = 'Dictionary', 1, 2), name",
                (row, index) -> row.getString(1));
    }

    @Override
    public void cancel() {
        String queryId = running;
        if (queryId != null) {
            try (Connection second = connect(address)) {
                QueryKiller.kill(second, dialect.literal(queryId), ClickHouseChannel::read);
            } catch (SQLException e) {
                log.warn("The statement {} could not be cancelled: {}", queryId, e.getMessage());
            }
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
