package dev.tandem.migration.postgres;

import dev.tandem.migration.DatabaseUnreachableException;
import dev.tandem.migration.Deadline;
import dev.tandem.migration.Failure;
import dev.tandem.migration.LockStatus;
import dev.tandem.migration.Script;
import dev.tandem.migration.StatementFrames;
import dev.tandem.migration.StatementInput;
import dev.tandem.migration.TableRows;
import dev.tandem.migration.seed.SeedTarget;
import dev.tandem.migration.seed.Seedable;
import dev.tandem.migration.sql.AdoptingChannel;
import dev.tandem.migration.sql.Aftermath;
import dev.tandem.migration.sql.DatabaseSettings;
import dev.tandem.migration.sql.EstimatingChannel;
import dev.tandem.migration.sql.Execution;
import dev.tandem.migration.sql.FoundTable;
import dev.tandem.migration.sql.ServerFacts;
import dev.tandem.migration.sql.StatementTag;
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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.RowMapper;

/** A physical connection to PostgreSQL; ours alone, and never given back to a pool. */
final class PostgresChannel
        implements TransactionalChannel,
                AdoptingChannel,
                Seedable,
                ServerFacts,
                EstimatingChannel,
                StatementFrames,
                Cancellation.Means {
    private static final Logger log = LoggerFactory.getLogger(PostgresChannel.class);

    /** How often it is asked for, where each request may lead to another server process. */
    private static final int UNLOCK_ATTEMPTS = 20;

    private static final int LET_GO_MILLIS = 2_000;

    private final PostgresDialect dialect;
    private final DatabaseSettings settings;
    private final PostgresAddress address;
    private final Connection connection;
    private final PostgresHistory history;
    private final Cancellation cancellation;
    private final Blockers blockers;
    private final String runId;
    private @Nullable AdvisoryLock locked;
    private int backend;
    private boolean used;

    private PostgresChannel(
            PostgresDialect dialect,
            DatabaseSettings settings,
            PostgresAddress address,
            Connection connection,
            String runId) {
        this.dialect = dialect;
        this.settings = settings;
        this.address = address;
        this.connection = connection;
        this.runId = runId;
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
        return new PostgresChannel(dialect, settings, address, connect(address), runId);
    }

    private static Connection connect(PostgresAddress address) throws SQLException {
        Connection connection = new org.postgresql.Driver().connect(address.jdbcUrl(), address.properties());
        if (connection == null) {
            throw new SQLException("The driver does not know this address");
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
    public Facts facts(TableLocation location) throws SQLException {
        PostgresFacts facts = new PostgresFacts(dialect, location);
        return query(facts.sql(), (row, index) -> facts.read(row)).get(0);
    }

    @Override
    public String createTable(TableLocation location) {
        return history.create(location);
    }

    @Override
    public List<FoundTable> find(List<String> names, @Nullable String schema) throws SQLException {
        return query(history.find(names, schema), (row, index) -> history.found(row));
    }

    @Override
    public List<String> takeOver(
            TableLocation old,
            TableLocation renamed,
            StepContext context,
            Function<TableLocation, List<String>> events) {
        TableLocation ours = context.location();
        boolean inItsPlace = old.qualified(dialect).equals(ours.qualified(dialect));
        List<String> statements = new ArrayList<>();
        statements.add("ALTER TABLE " + old.qualified(dialect) + " RENAME TO " + dialect.quote(renamed.table()));
        if (inItsPlace || !ours.exists()) {
            statements.add(createTable(ours));
        }
        // Only now there is a history that its guard can look at; all of it is one transaction.
        statements.addAll(prologue(context));
        statements.addAll(events.apply(ours));
        return statements;
    }

    @Override
    public boolean tryLock(TableLocation location) throws SQLException {
        if (locked != null) {
            return true;
        }
        AdvisoryLock lock = AdvisoryLock.of(location);
        if (backend == 0) {
            String body = PostgresSession.settings(settings, dialect) + AdvisoryLock.mark(runId);
            update("DO " + dialect.literal("BEGIN " + body + "END"));
        }
        boolean ours = query(lock.tryLock(runId), (row, index) -> {
                    backend = row.getInt(2);
                    refuseUnless(row.getBoolean(3), row.getBoolean(4), row.getBoolean(5));
                    return row.getBoolean(1);
                })
                .get(0);
        locked = ours ? lock : null;
        return ours;
    }

    private void refuseUnless(boolean marked, boolean standby, boolean readOnly) {
        if (!marked) {
            throw unusable(
                    "A proxy gives each transaction another server process, so no lock can be kept.",
                    "Use the server's own address, or a proxy that pools sessions.");
        }
        if (standby) {
            throw unusable("The server is a standby, which can only be read.", "Use the address of the primary.");
        }
        if (readOnly) {
            throw unusable(
                    "Its transactions are read-only (default_transaction_read_only is on).",
                    "Set it off for the migrating user, or use the address of a server that can be written.");
        }
    }

    private DatabaseUnreachableException unusable(String message, String action) {
        return new DatabaseUnreachableException(
                Failure.of(
                        settings.name(), message + " Nothing was executed.", action + " This one is " + settings + "."),
                null);
    }

    @Override
    public void unlock(TableLocation location) throws SQLException {
        unlock();
    }

    private void unlock() throws SQLException {
        AdvisoryLock lock = locked;
        locked = null;
        for (int i = 0; lock != null && i < UNLOCK_ATTEMPTS; i++) {
            boolean here = query(lock.unlock(backend), (row, index) -> row.getObject(1) != null)
                    .get(0);
            if (here) {
                return;
            }
        }
        if (lock != null) {
            log.warn("The lock of {} stays with server process {}, to which no connection leads", settings, backend);
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
        return (step, script, downSql, listener) -> (script.transactional() && step.completed() == 0 ? whole : stepwise)
                .run(step, script, downSql, listener);
    }

    @Override
    public SeedTarget seedTarget() {
        return new PostgresSeedTarget(this, dialect);
    }

    /** The server process that took the lock. */
    int backend() {
        return backend;
    }

    /** What is executed from now on takes back, even if it was cancelling that made it necessary. */
    void afterCancelling() {
        cancellation.forget();
    }

    /** Does something with the connection that can be cancelled. */
    <T> T execute(Work<T> work) throws SQLException {
        cancellation.beginUnlessLate();
        try {
            return work.with(connection);
        } finally {
            cancellation.end();
        }
    }

    /** What is done with the connection. */
    interface Work<T> {
        T with(Connection connection) throws SQLException;
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

    @Override
    public void copy(String sql, StatementInput input) throws SQLException {
        connection.setAutoCommit(false);
        cancellation.beginUnlessLate();
        try (Blockers.Watch watch = blockers.watch()) {
            Copying.send(connection, sql, input);
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
    public Aftermath afterUnknownEnd(String sql, StatementTag tag, Instant begun, boolean locked) {
        boolean bare = TransactionUse.of(sql, true) == TransactionUse.BARE;
        boolean committing = bare && BareStatement.of(sql).kind() == BareStatement.Kind.COMMITTING;
        return committing ? Aftermath.UNKNOWN : Aftermath.NOTHING;
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
        letGo();
        try {
            connection.close();
        } catch (SQLException e) {
            log.debug("Closing the connection to {} failed", settings, e);
        }
    }

    /** Closing the connection to a proxy ends no server process, and so gives no lock back. */
    private void letGo() {
        if (locked == null) {
            return;
        }
        try {
            connection.setNetworkTimeout(Runnable::run, LET_GO_MILLIS);
            rollback();
            unlock();
        } catch (SQLException e) {
            log.debug("The lock of {} was not given back, but goes with the connection", settings, e);
        }
    }
}
