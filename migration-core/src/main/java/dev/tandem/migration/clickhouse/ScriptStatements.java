package dev.tandem.migration.clickhouse;

import com.clickhouse.client.api.query.QuerySettings;
import dev.tandem.migration.sql.Aftermath;
import dev.tandem.migration.sql.StatementTag;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Executes the statements of scripts: each with what SET and USE of its script have set, and until all of its effects are there. */
final class ScriptStatements {
    private final Sender sender;
    private final Requests requests;
    private final Activity activity;
    private final ClickHouseLock lock;
    private final ClickHouseHistory history;
    private final Servers servers;
    private final Asker asker;
    private final @Nullable Duration limit;
    private final BooleanSupplier ended;
    private final Aftermaths aftermaths;
    private final SessionStatements session = new SessionStatements();
    private Instant begun = Instant.now();

    /**
     * With what executes them.
     *
     * @param limit how long the server may take for one
     * @param ended whether the run is over
     */
    ScriptStatements(
            Sender sender,
            Requests requests,
            Activity activity,
            ClickHouseLock lock,
            ClickHouseHistory history,
            Servers servers,
            Asker asker,
            @Nullable Duration limit,
            BooleanSupplier ended) {
        this.sender = sender;
        this.requests = requests;
        this.activity = activity;
        this.lock = lock;
        this.history = history;
        this.servers = servers;
        this.asker = asker;
        this.limit = limit;
        this.ended = ended;
        this.aftermaths = new Aftermaths(servers, asker, ended, lock::leave, lock);
    }

    void begin() {
        session.clear();
    }

    /** Takes note of a statement that ran in an earlier run. */
    void replay(String sql) throws SQLException {
        session.take(sql);
    }

    void execute(String sql, StatementTag tag) throws SQLException {
        if (session.take(sql)) {
            return;
        }
        try {
            executeInServer(sql, tag);
        } catch (SQLException e) {
            throw lock.explained(e);
        }
    }

    private void executeInServer(String sql, StatementTag tag) throws SQLException {
        begun = Instant.now();
        StatementKind kind = StatementKind.of(sql);
        TableName table = Mutations.mayBeMadeBy(sql, kind) ? TableName.of(sql) : null;
        if (table != null) {
            new Mutations(servers.dialect(), table.in(database()), asker, ended).run(sql, () -> send(sql, tag));
        } else if (kind == StatementKind.CLUSTER) {
            sendToCluster(sql, tag);
        } else {
            send(sql, tag);
        }
    }

    private void sendToCluster(String sql, StatementTag tag) throws SQLException {
        try {
            send(sql, tag);
        } catch (SQLException e) {
            if (ClickHouseErrors.code(e) != DistributedDdl.TIMEOUT) {
                throw e;
            }
            new DistributedDdl(servers.dialect(), tag.queryId(), asker, ended).await(e);
        }
    }

    private void send(String sql, StatementTag tag) throws SQLException {
        String queryId = tag.queryId();
        QuerySettings settings = sender.settings();
        session.settings().forEach(settings::serverSetting);
        // Whatever the script has set: a checkpoint says that its statement is over.
        Sender.toTheEnd(settings)
                .setOption(Sender.answerLimit(), 0)
                .setQueryId(queryId)
                .logComment(activity.comment(queryId));
        if (session.database() != null) {
            settings.setDatabase(session.database());
        }
        if (limit != null) {
            settings.serverSetting("max_execution_time", Long.toString(Math.max(1, limit.toSeconds())));
        }
        requests.send(queryId, () -> sender.send(sql, settings));
    }

    /** The one that a script's statements find tables in. */
    private @Nullable String database() {
        return session.database() == null ? history.database() : session.database();
    }

    Aftermath afterFailure(String sql, StatementTag tag, SQLException failure) {
        return aftermaths.afterFailure(sql, tag.queryId(), database(), begun, failure);
    }

    Aftermath afterUnknownEnd(String sql, StatementTag tag, Instant at, boolean locked) {
        return aftermaths.afterUnknownEnd(sql, tag.queryId(), database(), at, locked);
    }

    /** Where a person sees what a statement has left, as an object of "look at". */
    String whatToLookAt(String sql) {
        TableName table = TableName.of(sql);
        String name = table == null ? "what it writes to" : table.quoted(servers.dialect());
        return switch (StatementKind.of(sql)) {
            case INSERT -> "the rows of " + name;
            case MUTATION -> "system.mutations and the rows of " + name;
            case CLUSTER -> "system.distributed_ddl_queue and what is there on each host";
            default -> "what it creates, changes or removes: system.tables, system.columns, system.mutations";
        };
    }
}
