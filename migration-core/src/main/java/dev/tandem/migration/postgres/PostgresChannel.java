package dev.tandem.migration.postgres;

import dev.tandem.migration.Deadline;
import dev.tandem.migration.LockStatus;
import dev.tandem.migration.Script;
import dev.tandem.migration.StatementFrames;
import dev.tandem.migration.StatementInput;
import dev.tandem.migration.TableRows;
import dev.tandem.migration.seed.SeedTarget;
import dev.tandem.migration.seed.Seedable;
import dev.tandem.migration.sql.AdoptingChannel;
import dev.tandem.migration.sql.Aftermath;
import dev.tandem.migration.sql.CodeChannel;
import dev.tandem.migration.sql.DatabaseSettings;
import dev.tandem.migration.sql.Dialect;
import dev.tandem.migration.sql.EstimatingChannel;
import dev.tandem.migration.sql.Execution;
import dev.tandem.migration.sql.FoundTable;
import dev.tandem.migration.sql.ServerFacts;
import dev.tandem.migration.sql.StatementTag;
import dev.tandem.migration.sql.StepContext;
import dev.tandem.migration.sql.TableLocation;
import dev.tandem.migration.sql.TransactionalChannel;
import dev.tandem.migration.sql.TransactionalExecution;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.RowMapper;

/** What one run has of a PostgreSQL server, over one connection. Each part does its work; this puts them together. */
final class PostgresChannel
        implements TransactionalChannel,
                CodeChannel,
                AdoptingChannel,
                Seedable,
                ServerFacts,
                EstimatingChannel,
                StatementFrames {
    private final Dialect dialect;
    private final DatabaseSettings settings;
    private final PostgresConnection connection;
    private final PostgresHistory history;
    private final PostgresReader reader;
    private final PostgresLock lock;
    private final Prologue prologue;
    private final Sending sending;

    private PostgresChannel(
            Dialect dialect,
            DatabaseSettings settings,
            PostgresConnection connection,
            ServerProcess process,
            String runId) {
        this.dialect = dialect;
        this.settings = settings;
        this.connection = connection;
        this.history = new PostgresHistory(dialect, settings);
        this.reader = new PostgresReader(dialect, connection, history);
        OwnSettings own = new OwnSettings(dialect, settings, connection);
        this.lock = new PostgresLock(settings, connection, process, own, runId);
        this.prologue = new Prologue(dialect, process, own);
        this.sending = new Sending(connection, process, PostgresSession.lockTimeout(settings));
    }

    static PostgresChannel open(Dialect dialect, DatabaseSettings settings, String runId, Deadline deadline)
            throws SQLException {
        PostgresAddress address = PostgresAddress.of(settings).ofRun(runId, deadline);
        ServerProcess process = new ServerProcess(address);
        PostgresConnection connection = new PostgresConnection(address.connect(), process);
        return new PostgresChannel(dialect, settings, connection, process, runId);
    }

    @Override
    public <T extends @Nullable Object> List<T> query(String sql, RowMapper<T> rows) throws SQLException {
        return connection.query(sql, rows);
    }

    @Override
    public void update(String sql) throws SQLException {
        connection.update(sql);
    }

    @Override
    public void updateAll(List<String> statements) throws SQLException {
        try {
            send(statements);
            commit();
        } catch (BatchException e) {
            rollback();
            throw e.problem();
        } catch (SQLException e) {
            rollback();
            throw e;
        }
    }

    @Override
    public TableLocation locate() throws SQLException {
        return reader.locate();
    }

    @Override
    public Facts facts(TableLocation location) throws SQLException {
        return reader.facts(location);
    }

    @Override
    public String createTable(TableLocation location) {
        return history.create(location);
    }

    @Override
    public List<FoundTable> find(List<String> names, @Nullable String schema) throws SQLException {
        return reader.find(names, schema);
    }

    @Override
    public List<String> takeOver(
            TableLocation old,
            TableLocation renamed,
            StepContext context,
            Function<TableLocation, List<String>> events) {
        return new TakingOver(dialect, history, prologue).statements(old, renamed, context, events);
    }

    @Override
    public boolean tryLock(TableLocation location) throws SQLException {
        return lock.tryLock(location);
    }

    @Override
    public void unlock(TableLocation location) throws SQLException {
        lock.unlock();
    }

    @Override
    public LockStatus lock(TableLocation location) throws SQLException {
        return lock.status(location);
    }

    @Override
    public String lockKind() {
        return AdvisoryLock.KIND;
    }

    @Override
    public Execution execution(StepContext context) {
        Execution whole = new TransactionalExecution(this, context);
        Execution stepwise = new StepwiseExecution(
                this, prologue, new BareExecution(dialect, connection), new BareRecovery(dialect, connection), context);
        return new PostgresExecution(whole, stepwise);
    }

    @Override
    public SeedTarget seedTarget() {
        return new PostgresSeedTarget(dialect, connection, sending, reader, prologue);
    }

    @Override
    public List<String> prologue(StepContext context) {
        return prologue.statements(context);
    }

    @Override
    public List<String> prologueOfStep(StepContext context) {
        return prologue.ofStep(context);
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
        sending.send(statements);
    }

    @Override
    public void copy(String sql, StatementInput input) throws SQLException {
        sending.copy(sql, input);
    }

    @Override
    public @Nullable String call(Code code, StatementTag tag) throws Exception {
        return connection.call(raw -> sending.watched(() -> CodeConnection.call(raw, code)));
    }

    @Override
    public @Nullable String blockers() {
        return sending.blockers();
    }

    @Override
    public void commit() throws SQLException {
        connection.commit();
    }

    @Override
    public void rollback() throws SQLException {
        prologue.rolledBack();
        connection.rollback();
    }

    @Override
    public Aftermath afterUnknownEnd(String sql, StatementTag tag, Instant begun, boolean locked) {
        boolean bare = TransactionUse.of(sql, true) == TransactionUse.BARE;
        boolean committing = bare && BareStatement.of(sql).kind() == BareStatement.Kind.COMMITTING;
        return committing ? Aftermath.UNKNOWN : Aftermath.NOTHING;
    }

    @Override
    public List<String> columns(String table) throws SQLException {
        return reader.columns(table);
    }

    @Override
    public List<String> dropStatements() throws SQLException {
        return reader.dropStatements();
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
        return new PostgresFrames(settings.name(), new BareRecovery(dialect, connection), declared, lockTimeout);
    }

    @Override
    public List<TableRows> rows() throws SQLException {
        return reader.rows();
    }

    @Override
    public void cancel() {
        connection.cancel();
    }

    @Override
    public void resume() {
        connection.afterCancelling();
    }

    @Override
    public void cut() {
        try {
            connection.cut();
        } catch (SQLException e) {
            LoggerFactory.getLogger(PostgresChannel.class).debug("Cutting the connection to {} failed", settings, e);
        }
    }

    @Override
    public void close() {
        sending.close();
        lock.letGo();
        try {
            connection.close();
        } catch (SQLException e) {
            LoggerFactory.getLogger(PostgresChannel.class).debug("Closing the connection to {} failed", settings, e);
        }
    }
}
