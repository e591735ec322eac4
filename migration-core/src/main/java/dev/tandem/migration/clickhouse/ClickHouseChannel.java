package dev.tandem.migration.clickhouse;

import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import com.clickhouse.jdbc.ConnectionImpl;
import com.clickhouse.jdbc.StatementImpl;
import dev.tandem.migration.Deadline;
import dev.tandem.migration.LockStatus;
import dev.tandem.migration.TableRows;
import dev.tandem.migration.seed.SeedTarget;
import dev.tandem.migration.seed.Seedable;
import dev.tandem.migration.sql.AdoptingChannel;
import dev.tandem.migration.sql.Aftermath;
import dev.tandem.migration.sql.CheckpointedChannel;
import dev.tandem.migration.sql.CheckpointedExecution;
import dev.tandem.migration.sql.DatabaseSettings;
import dev.tandem.migration.sql.Dialect;
import dev.tandem.migration.sql.EstimatingChannel;
import dev.tandem.migration.sql.Execution;
import dev.tandem.migration.sql.FoundTable;
import dev.tandem.migration.sql.ServerFacts;
import dev.tandem.migration.sql.StatementTag;
import dev.tandem.migration.sql.StepContext;
import dev.tandem.migration.sql.SyntaxCheck;
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
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.RowMapper;

/** The driver's connection to ClickHouse: one request for each statement. */
final class ClickHouseChannel
        implements CheckpointedChannel, AdoptingChannel, Seedable, SyntaxCheck, ServerFacts, EstimatingChannel {
    private static final Logger log = LoggerFactory.getLogger(ClickHouseChannel.class);
    private static final String MARK = "tandem ";

    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final Duration CONNECTING = Duration.ofSeconds(30);

    private final ClickHouseDialect dialect;
    private final DatabaseSettings settings;
    private final ClickHouseAddress address;
    private final Connection connection;
    private final Deadline deadline;
    private final Servers servers;
    private final ClickHouseHistory history;
    private final Aftermaths aftermaths;
    private final SessionStatements session = new SessionStatements();
    /** What every statement of this run is marked with in the server. */
    private String mark = "";
    /** The database of the address, known with the history's place. */
    private @Nullable String home;

    private Instant begun = Instant.now();

    private volatile @Nullable String running;
    /** The request that is under way, whatever it is. */
    private volatile @Nullable Object request;

    private volatile boolean cancelled;

    private ClickHouseChannel(
            ClickHouseDialect dialect,
            DatabaseSettings settings,
            ClickHouseAddress address,
            Connection connection,
            Deadline deadline) {
        this.dialect = dialect;
        this.settings = settings;
        this.address = address;
        this.connection = connection;
        this.deadline = deadline;
        this.servers = new Servers(dialect, settings.cluster());
        this.history = new ClickHouseHistory(dialect, settings);
        this.aftermaths = new Aftermaths(servers, this::ask, this::hasEnded);
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
        return new ClickHouseChannel(
                dialect, settings, address, Patience.within(limit, () -> connect(address)), deadline);
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
            return read(connection, settings.cluster() != null, sql, rows);
        } finally {
            request = null;
        }
    }

    private List<String> ask(String sql) throws SQLException {
        return query(sql, (row, index) -> row.getString(1));
    }

    private static <T extends @Nullable Object> List<T> read(
            Connection connection, boolean consistently, String sql, RowMapper<T> rows) throws SQLException {
        // Without settings: a user who may only read may not set anything either.
        try (Statement statement = connection.createStatement();
                ResultSet result = executeQuery(statement, consistently, sql)) {
            List<T> all = new ArrayList<>();
            while (result.next()) {
                all.add(rows.mapRow(result, all.size()));
            }
            return all;
        }
    }

    private static ResultSet executeQuery(Statement statement, boolean consistently, String sql) throws SQLException {
        if (consistently) {
            ClickHouseHistory.READING.forEach(
                    statement.unwrap(StatementImpl.class).getLocalSettings()::serverSetting);
        }
        return statement.executeQuery(sql);
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
            if (settings.cluster() != null) {
                ClickHouseHistory.WRITING.forEach(statement.getLocalSettings()::serverSetting);
            }
            statement.executeUpdate(sql);
        } finally {
            request = null;
        }
    }

    @Override
    public void updateAll(List<String> statements) throws SQLException {
        for (String sql : statements) {
            if (hasEnded()) {
                throw new NothingDoneException("What was not done any more begins with: " + sql, null);
            }
            try {
                update(sql);
            } catch (SQLException e) {
                throw ClickHouseDrop.isTooLarge(e) ? ClickHouseDrop.tooLarge(sql, settings, e) : e;
            }
        }
    }

    @Override
    public void parse(String sql) throws SQLException {
        // Not a query: its FORMAT would be that of the answer. And without settings, as in read.
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.executeUpdate("EXPLAIN AST " + sql);
        } catch (SQLException e) {
            // Whatever else it says is not about how the statement reads.
            if (ClickHouseErrors.code(e) == ClickHouseErrors.SYNTAX_ERROR
                    || dialect.problem(e) == Dialect.Problem.UNREACHABLE) {
                throw e;
            }
        }
    }

    @Override
    public Facts facts(TableLocation location) throws SQLException {
        return new ClickHouseFacts(this, dialect, location).read();
    }

    @Override
    public TableLocation locate() throws SQLException {
        TableLocation location =
                query(history.locate(), (row, index) -> history.location(row)).get(0);
        home = location.schema();
        return location;
    }

    @Override
    public String createTable(TableLocation location) {
        return history.create(location);
    }

    @Override
    public List<FoundTable> find(List<String> names, @Nullable String schema) throws SQLException {
        String database = schema == null ? "currentDatabase()" : dialect.literal(schema);
        return query(
                "SELECT t.database, t.name, t.comment, arrayStringConcat(groupArray(c.name), '\\n')"
                        + " FROM system.tables t JOIN system.columns c ON c.database = t.database AND c.table = t.name"
                        + " WHERE t.database = " + database + " AND lower(t.name) IN ("
                        + names.stream().map(dialect::literal).collect(Collectors.joining(", "))
                        + ") GROUP BY t.database, t.name, t.comment ORDER BY t.name",
                (row, index) -> new FoundTable(
                        new TableLocation(row.getString(1), row.getString(2), true, row.getString(3)),
                        List.of(row.getString(4).split("\n"))));
    }

    /**
     * Where the other tool's table stands in our place, our history is prepared under the name which that table is to get,
     * and then the two are exchanged at once: until then every command finds the other tool's table and refuses, and after
     * it nothing is left to do. What a run prepared that was cut short stays under that name, and the next
     * takes another one: nothing is dropped. Elsewhere all is recorded with one
     * insert, which is wholly done or not at all, and then the table is renamed: a run that was cut short between the two
     * finds everything recorded and only renames.
     */
    @Override
    public List<String> takeOver(
            TableLocation old,
            TableLocation renamed,
            StepContext context,
            Function<TableLocation, List<String>> events) {
        TableLocation ours = context.location();
        List<String> statements = new ArrayList<>();
        boolean inItsPlace = old.qualified(dialect).equals(ours.qualified(dialect));
        TableLocation written = inItsPlace ? renamed : ours;
        statements.add(inItsPlace ? history.prepare(written) : history.create(written));
        statements.addAll(events.apply(written));
        statements.add(
                inItsPlace
                        ? "EXCHANGE TABLES " + old.qualified(dialect) + " AND " + renamed.qualified(dialect)
                                + history.onCluster()
                        : "RENAME TABLE " + old.qualified(dialect) + " TO " + renamed.qualified(dialect)
                                + history.onCluster());
        return statements;
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
                        "SELECT query_id, toUnixTimestamp64Milli(now64(3)) - toInt64(elapsed * 1000) FROM "
                                + servers.table("processes")
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
        markFor(context.location());
        return new CheckpointedExecution(this, context);
    }

    /** What is executed from now on tells others whose history it belongs to. */
    void markFor(TableLocation location) {
        mark = MARK + location.schema() + markEnd();
    }

    @Override
    public SeedTarget seedTarget() {
        return new ClickHouseSeedTarget(this, dialect);
    }

    /** Reads rows with a statement of any length. */
    <T> List<T> largeQuery(String sql, RowMapper<T> rows) throws SQLException {
        String queryId = "tandem-seed-" + UUID.randomUUID();
        try (StatementImpl statement = connection.createStatement().unwrap(StatementImpl.class)) {
            statement.setEscapeProcessing(false);
            QuerySettings local = statement.getLocalSettings();
            local.setQueryId(queryId);
            local.logComment(mark + queryId);
            local.serverSetting("max_query_size", Long.toString(sql.length() + 1_000L));
            begin(queryId);
            List<T> all = new ArrayList<>();
            try (ResultSet result = statement.executeQuery(sql)) {
                while (result.next()) {
                    all.add(rows.mapRow(result, all.size()));
                }
            }
            return all;
        } finally {
            running = null;
            request = null;
        }
    }

    /** Inserts rows in the format RowBinaryWithDefaults, at once and not by and by. */
    void insert(String table, List<String> columns, List<byte[]> rows) throws SQLException {
        String queryId = "tandem-seed-" + UUID.randomUUID();
        InsertSettings insert = new InsertSettings()
                .setQueryId(queryId)
                .logComment(mark + queryId)
                .serverSetting("async_insert", "0")
                .serverSetting("wait_end_of_query", "1")
                // Blocks that a truncated table had before are not to be taken for these.
                .serverSetting("insert_deduplicate", "0")
                .serverSetting("input_format_binary_read_json_as_string", "1");
        begin(queryId);
        try (InsertResponse response = connection
                .unwrap(ConnectionImpl.class)
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
                        insert)
                .get()) {
            log.debug("Inserted {} rows into {}", response.getWrittenRows(), table);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("Interrupted while rows were inserted.", e);
        } catch (ExecutionException e) {
            throw new SQLException(String.valueOf(e.getCause()), e.getCause());
        } catch (RuntimeException e) {
            // The client throws unchecked what the server says.
            throw new SQLException(e.getMessage(), e);
        } finally {
            running = null;
            request = null;
        }
    }

    private void begin(String queryId) throws SQLException {
        request = queryId;
        running = queryId;
        if (cancelled) {
            throw new NothingDoneException("Cancelled before it was sent.", null);
        }
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
        begun = Instant.now();
        StatementKind kind = StatementKind.of(sql);
        TableName table = Mutations.mayBeMadeBy(sql, kind) ? TableName.of(sql) : null;
        if (table != null) {
            new Mutations(dialect, table.in(database()), this::ask, this::hasEnded).run(sql, () -> send(sql, tag));
        } else if (kind == StatementKind.CLUSTER) {
            sendToCluster(sql, tag);
        } else {
            send(sql, tag);
        }
    }

    /** The run has, or the time of the migration that is being executed. */
    private boolean hasEnded() {
        return cancelled || deadline.hasEnded();
    }

    private void sendToCluster(String sql, StatementTag tag) throws SQLException {
        try {
            send(sql, tag);
        } catch (SQLException e) {
            if (ClickHouseErrors.code(e) != DistributedDdl.TIMEOUT) {
                throw e;
            }
            new DistributedDdl(dialect, tag.queryId(), this::ask, this::hasEnded).await(e);
        }
    }

    private void send(String sql, StatementTag tag) throws SQLException {
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
            begin(queryId);
            // Not execute(): that has the driver parse the statement, and complain of what it does not know.
            statement.executeUpdate(sql);
        } finally {
            running = null;
            request = null;
        }
    }

    /** The one that a script's statements find tables in. */
    private @Nullable String database() {
        return session.database() == null ? home : session.database();
    }

    private String markEnd() {
        return "." + settings.table() + " ";
    }

    @Override
    public Aftermath afterFailure(String sql, StatementTag tag, SQLException failure) {
        return aftermaths.afterFailure(sql, tag.queryId(), database(), begun, failure);
    }

    @Override
    public String whatToLookAt(String sql) {
        TableName table = TableName.of(sql);
        String name = table == null ? "what it writes to" : table.quoted(dialect);
        return switch (StatementKind.of(sql)) {
            case INSERT -> "the rows of " + name;
            case MUTATION -> "system.mutations and the rows of " + name;
            case CLUSTER -> "system.distributed_ddl_queue and what is there on each host";
            default -> "what it creates, changes or removes: system.tables, system.columns, system.mutations";
        };
    }

    @Override
    public Aftermath afterUnknownEnd(String sql, StatementTag tag, Instant at, boolean locked) {
        return aftermaths.afterUnknownEnd(sql, tag.queryId(), at, locked);
    }

    @Override
    public List<String> columns(String table) throws SQLException {
        return query("DESCRIBE TABLE " + table, (row, index) -> row.getString(1));
    }

    @Override
    public List<String> dropStatements() throws SQLException {
        return ask(new ClickHouseDrop(servers, history).sql(locate()));
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
            new RunningStatement(servers, queryId, sql -> read(second, false, sql, (row, index) -> row.getString(1)))
                    .end(() -> queryId.equals(running));
        } catch (SQLException e) {
            log.warn("The statement {} could not be cancelled: {}", queryId, e.getMessage());
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
