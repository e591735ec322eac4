package dev.tandem.migration.postgres;

import dev.tandem.migration.DatabaseUnreachableException;
import dev.tandem.migration.Deadline;
import dev.tandem.migration.Effects;
import dev.tandem.migration.Failure;
import dev.tandem.migration.LockStatus;
import dev.tandem.migration.Script;
import dev.tandem.migration.StatementFrames;
import dev.tandem.migration.TableRows;
import dev.tandem.migration.sql.DatabaseSettings;
import dev.tandem.migration.sql.EstimatingChannel;
import dev.tandem.migration.sql.Execution;
import dev.tandem.migration.sql.StepContext;
import dev.tandem.migration.sql.TableLocation;
import dev.tandem.migration.sql.TransactionalChannel;
import dev.tandem.migration.sql.TransactionalExecution;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.RowMapper;

/** A physical connection to PostgreSQL; ours alone, and never given back to a pool. */
final class PostgresChannel implements TransactionalChannel, EstimatingChannel, StatementFrames, Cancellation.Means {
    private static final Logger log = LoggerFactory.getLogger(PostgresChannel.class);

    private final PostgresDialect dialect;
    private final DatabaseSettings settings;
    private final PostgresAddress address;
    private final Connection connection;
    private final PostgresHistory history;
    private final Cancellation cancellation;
    private final Blockers blockers;
    private boolean locked;
    private int backend;
    private boolean used;

    private PostgresChannel(
            PostgresDialect dialect, DatabaseSettings settings, PostgresAddress address, Connection connection) {
        this.dialect = dialect;
        this.settings = settings;
        this.address = address;
        this.connection = connection;
        this.history = new PostgresHistory(dialect, settings);
        this.cancellation = new Cancellation(this);
        this.blockers = new Blockers(PostgresSession.lockTimeout(settings), this::readBlockers);
    }

    static PostgresChannel open(PostgresDialect dialect, DatabaseSettings settings, String runId, Deadline deadline)
            throws SQLException {
        PostgresAddress address = PostgresAddress.of(settings);
        Duration remaining = deadline.remaining();
        long seconds = remaining == null ? 30 : Math.max(1, Math.min(30, remaining.toSeconds()));
        Properties properties = address.properties();
        properties.setProperty("ApplicationName", "tandem " + runId);
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("connectTimeout", Long.toString(Math.min(10, seconds)));
        properties.setProperty("loginTimeout", Long.toString(seconds));
        properties.setProperty("cancelSignalTimeout", "1");
        // Scripts may DEALLOCATE ALL; and without it the driver sends a round trip for the application's name.
        properties.setProperty("prepareThreshold", "0");
        properties.setProperty("assumeMinServerVersion", "14");
        return new PostgresChannel(dialect, settings, address, connect(address));
    }

    private static Connection connect(PostgresAddress address) throws SQLException {
        Connection connection = new org.postgresql.Driver().connect(address.jdbcUrl(), address.properties());
        if (connection == null) {
            throw new SQLException("The driver does not know this address", "08001");
        }
        return connection;
    }

    @Override
    public <T extends @Nullable Object> List<T> query(String sql, RowMapper<T> rows) throws SQLException {
        cancellation.begin();
        try {
            return read(connection, sql, rows);
        } finally {
            cancellation.end();
        }
    }

    private static <T extends @Nullable Object> List<T> read(Connection connection, String sql, RowMapper<T> rows)
            throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<T> all = new ArrayList<>();
            while (result.next()) {
                all.add(rows.mapRow(result, all.size()));
            }
            return all;
        }
    }

    @Override
    public void update(String sql) throws SQLException {
        cancellation.begin();
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        } finally {
            cancellation.end();
        }
    }

    @Override
    public void updateAll(List<String> statements) throws SQLException {
        try {
            send(statements);
            commit();
        } catch (BatchException e) {
            rollback();
            throw e.getCause() instanceof SQLException problem ? problem : new SQLException(e);
        }
    }

    @Override
    public TableLocation locate() throws SQLException {
        return query(history.locate(), (row, index) -> history.location(row)).get(0);
    }

    @Override
    public String createTable(TableLocation location) {
        return history.create(location);
    }

    @Override
    public boolean tryLock(TableLocation location) throws SQLException {
        if (locked) {
            return true;
        }
        AdvisoryLock lock = AdvisoryLock.of(location);
        if (backend == 0) {
            update("DO " + dialect.literal("BEGIN " + PostgresSession.settings(settings, dialect) + "END"));
        }
        return query(lock.tryLock(), (row, index) -> {
                    locked = row.getBoolean(1);
                    int pid = row.getInt(2);
                    if (row.getBoolean(3) || row.getBoolean(4)) {
                        throw unusable("The server is read-only or a standby.", "Use the address of the primary.");
                    }
                    if (backend != 0 && backend != pid) {
                        throw unusable(
                                "A proxy gives each transaction another server process, so no lock can be kept.",
                                "Use the server's own address, or a proxy that pools sessions.");
                    }
                    backend = pid;
                    return locked;
                })
                .get(0);
    }

    private DatabaseUnreachableException unusable(String message, String action) {
        return new DatabaseUnreachableException(Failure.of(settings.name(), message, action), null);
    }

    @Override
    public void unlock(TableLocation location) throws SQLException {
        if (locked) {
            query(AdvisoryLock.of(location).unlock(), (row, index) -> row.getBoolean(1));
            locked = false;
        }
    }

    @Override
    public LockStatus lock() throws SQLException {
        return query(
                        AdvisoryLock.of(locate()).holder(),
                        (row, index) -> new LockStatus(
                                AdvisoryLock.KIND,
                                row.getString(1) + ", user " + row.getString(2) + " from " + row.getString(3)
                                        + ", server process " + row.getInt(4),
                                Instant.ofEpochMilli(row.getLong(5))))
                .stream()
                .findFirst()
                .orElse(new LockStatus(AdvisoryLock.KIND, null, null));
    }

    @Override
    public Execution execution(StepContext context) {
        Execution whole = new TransactionalExecution(this, context);
        Execution stepwise = new StepwiseExecution(this, context, new BareRecovery(this, dialect));
        return (step, script, downSql, listener) ->
                (script.transactional() ? whole : stepwise).run(step, script, downSql, listener);
    }

    @Override
    public List<String> prologue(StepContext context) {
        List<String> statements = new ArrayList<>();
        if (used) {
            statements.addAll(PostgresSession.CLEAN);
        }
        used = true;
        statements.add("DO " + dialect.literal("BEGIN " + PostgresSession.settings(settings, dialect) + "END"));
        statements.addAll(guard(context));
        return statements;
    }

    /** Fails unless the lock is held and the history as it was read. */
    List<String> guard(StepContext context) {
        return List.of(new Guard(dialect, context.location(), backend).lockAndHead(context.head()));
    }

    /** Fails unless the lock is held; needs no right to read the history. */
    List<String> lockGuard(StepContext context) {
        return List.of(new Guard(dialect, context.location(), backend).lock());
    }

    @Override
    public List<String> epilogue() {
        return PostgresSession.OWN_USER;
    }

    @Override
    public String transactionMillis() {
        return "(extract(epoch from clock_timestamp() - transaction_timestamp()) * 1000)::bigint";
    }

    @Override
    public void send(List<String> statements) throws BatchException {
        int index = -1;
        try (Statement statement = connection.createStatement()) {
            PostgresBatch batch = new PostgresBatch(statement);
            statement.setEscapeProcessing(false);
            connection.setAutoCommit(false);
            for (String sql : statements) {
                batch.add(++index, sql);
            }
            index = -1;
            execute(statement, batch);
        } catch (SQLException e) {
            throw new BatchException(index, e);
        }
    }

    private void execute(Statement statement, PostgresBatch batch) throws BatchException, SQLException {
        cancellation.beginUnlessLate();
        try (Blockers.Watch watch = blockers.watch()) {
            statement.executeBatch();
        } catch (BatchUpdateException e) {
            SQLException problem = e.getNextException() != null ? e.getNextException() : e;
            throw new BatchException(batch.origin(PostgresErrors.failedEntry(e)), problem);
        } finally {
            cancellation.end();
        }
    }

    /**
     * Executes a statement by itself, outside of any transaction.
     *
     * @param waitsForOthers whether waiting for locks, which blocks nobody then, is no reason to give up
     */
    void executeBare(String sql, boolean waitsForOthers) throws SQLException {
        String limit =
                query("SHOW lock_timeout", (row, index) -> row.getString(1)).get(0);
        if (waitsForOthers) {
            update("SET lock_timeout = 0");
        }
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            cancellation.beginUnlessLate();
            try {
                statement.execute(sql);
            } finally {
                cancellation.end();
            }
        }
        if (waitsForOthers) {
            update("SET lock_timeout = " + dialect.literal(limit));
        }
    }

    /** Whether the latest event of a version says that a statement was about to run bare. */
    boolean latestIsIntent(StepContext context, long version) throws SQLException {
        return query(
                        "SELECT state = 'started' FROM " + context.location().qualified(dialect) + " WHERE version = "
                                + version + " ORDER BY fence DESC, seq DESC LIMIT 1",
                        (row, index) -> row.getBoolean(1))
                .stream()
                .anyMatch(Boolean::booleanValue);
    }

    @Override
    public @Nullable String blockers() {
        return blockers.seen();
    }

    @Override
    public void commit() throws SQLException {
        cancellation.begin();
        try {
            connection.commit();
        } finally {
            cancellation.end();
        }
        connection.setAutoCommit(true);
    }

    @Override
    public void rollback() throws SQLException {
        cancellation.forget();
        if (!connection.getAutoCommit()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    @Override
    public Effects effectsAfterUnknownEnd(String sql) {
        boolean bare = TransactionUse.of(sql, true) == TransactionUse.BARE;
        return bare && BareStatement.of(sql).kind() == BareStatement.Kind.COMMITTING ? Effects.UNKNOWN : Effects.NONE;
    }

    @Override
    public List<String> columns(String table) throws SQLException {
        return query(
                "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(" + dialect.literal(table)
                        + ") AND attnum > 0 AND NOT attisdropped",
                (row, index) -> row.getString(1));
    }

    @Override
    public List<String> dropStatements() throws SQLException {
        return query(
                PostgresDrop.sql(dialect.literal(locate().schema())),
                (row, index) -> Objects.requireNonNull(row.getString(1)));
    }

    @Override
    public List<String> beforeStep(boolean first) {
        List<String> statements = new ArrayList<>(first ? List.of() : PostgresSession.CLEAN);
        statements.addAll(PostgresSession.telling(settings, dialect));
        return statements;
    }

    @Override
    public Frames frames(Script script) {
        boolean declared = script instanceof PostgresScript postgres && postgres.declared();
        String lockTimeout = PostgresSession.telling(settings, dialect).get(0);
        return new PostgresFrames(settings.name(), new BareRecovery(this, dialect), declared, lockTimeout);
    }

    @Override
    public List<TableRows> rows() throws SQLException {
        return query(
                PostgresDrop.rows(dialect.literal(locate().schema())),
                (row, index) -> new TableRows(Objects.requireNonNull(row.getString(1)), row.getLong(2)));
    }

    @Override
    public void cancel() {
        cancellation.cancel();
    }

    @Override
    public void ask() throws SQLException {
        connection.unwrap(PGConnection.class).cancelQuery();
    }

    /** Who holds the locks that our session waits for now. */
    private List<String> readBlockers() throws SQLException {
        try (Connection second = second()) {
            return read(
                    second,
                    "SELECT 'server process ' || pid || ' (' || concat_ws(', ', nullif(application_name, ''),"
                            + " 'user ' || usename, state || ' for ' || date_trunc('second', clock_timestamp() - state_change))"
                            + " || ')' FROM pg_stat_activity WHERE pid = ANY (pg_blocking_pids(" + backend + "))",
                    (row, index) -> row.getString(1));
        }
    }

    private Connection second() throws SQLException {
        Properties properties = new Properties();
        properties.putAll(address.properties());
        properties.setProperty("loginTimeout", "2");
        properties.setProperty("socketTimeout", "2");
        return connect(new PostgresAddress(address.jdbcUrl(), properties));
    }

    /** For a statement that does not heed being cancelled: over another connection. */
    @Override
    public void terminate() throws SQLException {
        try (Connection second = second()) {
            read(second, "SELECT pg_terminate_backend(" + backend + ")", (row, index) -> row.getBoolean(1));
        }
    }

    @Override
    public void cut() throws SQLException {
        connection.abort(Runnable::run);
    }

    @Override
    public void close() {
        blockers.close();
        try {
            connection.close();
        } catch (SQLException e) {
            log.debug("Closing the connection to {} failed", settings, e);
        }
    }
}
