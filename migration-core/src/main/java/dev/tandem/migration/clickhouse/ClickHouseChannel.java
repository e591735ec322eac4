package dev.tandem.migration.clickhouse;

import dev.tandem.migration.Deadline;
import dev.tandem.migration.LockStatus;
import dev.tandem.migration.TableRows;
import dev.tandem.migration.seed.SeedTarget;
import dev.tandem.migration.seed.Seedable;
import dev.tandem.migration.sql.AdoptingChannel;
import dev.tandem.migration.sql.Aftermath;
import dev.tandem.migration.sql.CheckpointedChannel;
import dev.tandem.migration.sql.CheckpointedExecution;
import dev.tandem.migration.sql.CodeChannel;
import dev.tandem.migration.sql.CodeProblem;
import dev.tandem.migration.sql.DatabaseSettings;
import dev.tandem.migration.sql.EstimatingChannel;
import dev.tandem.migration.sql.Execution;
import dev.tandem.migration.sql.FoundTable;
import dev.tandem.migration.sql.ServerFacts;
import dev.tandem.migration.sql.StatementTag;
import dev.tandem.migration.sql.StepContext;
import dev.tandem.migration.sql.SyntaxCheck;
import dev.tandem.migration.sql.TableLocation;
import dev.tandem.migration.sql.TextRow;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;

/** The requests of one run to ClickHouse, one for each statement. */
final class ClickHouseChannel
        implements CheckpointedChannel,
                CodeChannel,
                AdoptingChannel,
                Seedable,
                SyntaxCheck,
                ServerFacts,
                EstimatingChannel {
    private final ClickHouseDialect dialect;
    private final LateConnection connection;
    private final @Nullable HttpReader http;
    private final Servers servers;
    private final ClickHouseHistory history;
    private final Requests requests = new Requests();
    private final Reader reader;
    private final Sender sender;
    private final Activity activity;
    private final ClickHouseLock lock;
    private final OwnStatements own;
    private final ScriptStatements scripts;
    private final Killing killing;

    private ClickHouseChannel(
            ClickHouseDialect dialect,
            DatabaseSettings settings,
            ClickHouseAddress address,
            LateConnection connection,
            @Nullable HttpReader http,
            String runId,
            Deadline deadline) {
        // The run is over, or the time of the migration that is being executed.
        BooleanSupplier ended = () -> requests.isCancelled() || deadline.hasEnded();
        this.dialect = dialect;
        this.connection = connection;
        this.http = http;
        this.servers = new Servers(dialect, settings.cluster());
        this.history = new ClickHouseHistory(dialect, settings);
        this.reader = new Reader(connection, requests, settings.cluster() != null);
        this.activity = new Activity(servers, reader, settings.table());
        this.lock = new ClickHouseLock(dialect, settings, address, history, activity, runId, deadline, this::cancel);
        this.sender = new Sender(connection, lock);
        this.own = new OwnStatements(dialect, settings, sender, requests, activity, lock::leave, ended);
        this.scripts = new ScriptStatements(
                sender, requests, activity, lock, history, servers, reader, settings.statementTimeout(), ended);
        this.killing = new Killing(address, servers, requests);
    }

    static ClickHouseChannel open(ClickHouseDialect dialect, DatabaseSettings settings, String runId, Deadline deadline)
            throws SQLException {
        ClickHouseAddress address = ClickHouseAddress.of(settings);
        // Of the address as it was given: what a run's connections are opened with is for the driver.
        HttpReader http = settings.cluster() == null ? HttpReader.of(address, Connecting.agent(runId)) : null;
        Connecting.prepare(address, runId);
        return new ClickHouseChannel(
                dialect, settings, address, Connecting.open(address, http, deadline), http, runId, deadline);
    }

    @Override
    public <T extends @Nullable Object> List<T> query(String sql, RowMapper<T> rows) throws SQLException {
        return reader.query(sql, rows);
    }

    /** Without the driver as long as nothing has needed it, if the answer is beyond doubt. */
    @Override
    public <T extends @Nullable Object> List<T> read(String sql, TextRow.Mapper<T> rows) throws SQLException {
        if (http != null && !connection.isOpen()) {
            Optional<List<TextRow>> answer = requests.ask(() -> http.ask(sql));
            if (answer.isPresent()) {
                return mapped(answer.get(), rows);
            }
        }
        return query(sql, (row, index) -> rows.map(row::getString, index));
    }

    private static <T extends @Nullable Object> List<T> mapped(List<TextRow> answer, TextRow.Mapper<T> rows)
            throws SQLException {
        List<T> all = new ArrayList<>();
        for (TextRow row : answer) {
            all.add(rows.map(row, all.size()));
        }
        return all;
    }

    @Override
    public void update(String sql) throws SQLException {
        own.update(sql);
    }

    @Override
    public void updateAll(List<String> statements) throws SQLException {
        own.updateAll(statements);
    }

    @Override
    public void parse(String sql) throws SQLException {
        own.parse(sql);
    }

    @Override
    public Facts facts(TableLocation location) throws SQLException {
        return new ClickHouseFacts(reader, dialect, location).read();
    }

    @Override
    public TableLocation locate() throws SQLException {
        TableLocation location = history.locate(reader);
        lock.confirm(location);
        return location;
    }

    @Override
    public void historyComment(@Nullable String comment) {
        lock.historyComment(comment);
    }

    @Override
    public String createTable(TableLocation location) {
        return history.create(location, lock.kind());
    }

    @Override
    public List<FoundTable> find(List<String> names, @Nullable String schema) throws SQLException {
        return new Adoption(dialect, history, reader).find(names, schema);
    }

    @Override
    public List<String> takeOver(
            TableLocation old,
            TableLocation renamed,
            StepContext context,
            Function<TableLocation, List<String>> events) {
        return new Adoption(dialect, history, reader).takeOver(old, renamed, context.location(), lock.kind(), events);
    }

    @Override
    public boolean tryLock(TableLocation location) throws SQLException {
        boolean ours = lock.tryLock(location);
        if (ours) {
            // Until now it may have been replaced by one whose runs go by another lock.
            locate();
        }
        return ours;
    }

    @Override
    public void unlock(TableLocation location) {
        lock.unlock();
    }

    @Override
    public boolean holdsLock() {
        return lock.isHeld();
    }

    @Override
    public LockStatus lock(TableLocation location) throws SQLException {
        return lock.status(location);
    }

    @Override
    public String lockKind() {
        return lock.word();
    }

    @Override
    public Execution execution(StepContext context) {
        activity.markFor(context.location());
        return new CheckpointedExecution(this, context);
    }

    @Override
    public SeedTarget seedTarget() {
        return new ClickHouseSeedTarget(
                reader, own, new SeedRequests(sender, requests, activity, lock::leave), history, dialect);
    }

    @Override
    public void beginScript() {
        scripts.begin();
    }

    @Override
    public void replay(String sql) throws SQLException {
        scripts.replay(sql);
    }

    @Override
    public void execute(String sql, StatementTag tag) throws SQLException {
        scripts.execute(sql, tag);
    }

    @Override
    public @Nullable String call(Code code, StatementTag tag) throws Exception {
        try {
            return new CodeConnection(connection.connection(), requests, lock, activity, tag).call(code);
        } catch (Exception | Error e) {
            // What it does not wait for any more may still be going on.
            if (activity.isAtWork()) {
                lock.leave();
            }
            throw lock.explained(CodeProblem.of(e));
        }
    }

    @Override
    public Aftermath afterFailure(String sql, StatementTag tag, SQLException failure) {
        return scripts.afterFailure(sql, tag, failure);
    }

    @Override
    public String whatToLookAt(String sql) {
        return scripts.whatToLookAt(sql);
    }

    @Override
    public Aftermath afterUnknownEnd(String sql, StatementTag tag, Instant at, boolean locked) {
        return scripts.afterUnknownEnd(sql, tag, at, locked);
    }

    @Override
    public List<String> columns(String table) throws SQLException {
        return reader.ask("DESCRIBE TABLE " + table);
    }

    @Override
    public List<String> dropStatements() throws SQLException {
        return reader.ask(new ClickHouseDrop(servers, history).sql(locate()));
    }

    @Override
    public List<TableRows> rows() throws SQLException {
        return reader.query(ClickHouseDrop.ROWS, (row, index) -> new TableRows(row.getString(1), row.getLong(2)));
    }

    @Override
    public void cancel() {
        requests.cancel(killing, this::giveUp);
        lock.cancel();
    }

    @Override
    public void resume() {
        requests.resume();
    }

    private void giveUp() {
        lock.giveUp();
        connection.close();
    }

    @Override
    public void cut() {
        requests.giveUp(this::giveUp);
    }

    @Override
    public void close() {
        lock.close();
        connection.close();
    }
}
