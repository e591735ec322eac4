package dev.tandem.migration.clickhouse;

import dev.tandem.migration.Effects;
import dev.tandem.migration.sql.Aftermath;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what became of a statement that ended badly, or whose end nobody saw.
 *
 * <p>The server has answered with an error: nothing has happened
 *
 * <ol>
 *   <li>by the table of {@link StatementEffects};
 *   <li>after a syntax error, if the server's parser does not take the statement when it is asked once more;
 *   <li>of an INSERT, if the table that it names is not there, or if the server's log has the error before the first row.
 * </ol>
 *
 * <p>Nobody saw the end: what still runs of it is ended, if the lock is held, and waited for. Then the log is asked: finished
 * is done; an error is looked up in the table. What the log does not tell may be run again if it is {@linkplain
 * StatementKind#isGuarded guarded}. Of ON CLUSTER the queue is asked instead, and nothing is run again.
 */
final class Aftermaths {
    private static final Logger log = LoggerFactory.getLogger(Aftermaths.class);
    /** A statement with a million rows is not sent back to its parser. */
    private static final int LONGEST_TO_PARSE = 200_000;

    private static final Set<Integer> NOT_THERE = Set.of(60, 81);
    /** What a server says of an error that another one has met: within a Replicated database without ON CLUSTER, too. */
    private static final String ELSEWHERE = "There was an error on";

    private final Servers servers;
    private final Asker asker;
    private final BooleanSupplier ended;
    private final Runnable leftRunning;
    private final Sender.Permit permit;
    private final QueryLog queryLog;
    private final Set<String> askedPatiently = new HashSet<>();

    /**
     * For one run.
     *
     * @param leftRunning called when something may still be going on in the server
     * @param permit asked before the statement of another run is ended
     */
    Aftermaths(Servers servers, Asker asker, BooleanSupplier ended, Runnable leftRunning, Sender.Permit permit) {
        this.permit = permit;
        this.servers = servers;
        this.asker = asker;
        this.ended = ended;
        this.leftRunning = leftRunning;
        this.queryLog = new QueryLog(servers, asker, ended);
    }

    /**
     * After a failure.
     *
     * @param database the database that the statement was sent to
     * @param begun about when it was sent
     */
    Aftermath afterFailure(String sql, String queryId, @Nullable String database, Instant begun, SQLException failure) {
        int code = ClickHouseErrors.code(failure);
        if (failure instanceof NothingDoneException) {
            return Aftermath.NOTHING;
        }
        if (failure instanceof LockGoneException gone) {
            return gone.sent() ? Aftermath.UNKNOWN : Aftermath.NOTHING;
        }
        if (code == 0) {
            return afterUnknownEnd(sql, queryId, database, begun, true, () -> {});
        }
        if (byTable(sql, code) && !ClickHouseErrors.everyMessage(failure).contains(ELSEWHERE)) {
            return Aftermath.NOTHING;
        }
        try {
            return isUnparsable(sql, code) || hasNotInserted(sql, code, queryId, database, begun)
                    ? Aftermath.NOTHING
                    : Aftermath.UNKNOWN;
        } catch (SQLException e) {
            failure.addSuppressed(e);
            return Aftermath.UNKNOWN;
        }
    }

    /**
     * After nobody saw the end of a statement of an earlier run.
     *
     * @param database the database that it was sent to, as far as that is known
     * @param begun about when it was sent
     * @param ours whether it is ours to end it
     */
    Aftermath afterUnknownEnd(String sql, String queryId, @Nullable String database, Instant begun, boolean ours) {
        return afterUnknownEnd(sql, queryId, database, begun, ours, permit);
    }

    private Aftermath afterUnknownEnd(
            String sql, String queryId, @Nullable String database, Instant begun, boolean ours, Sender.Permit toEndIt) {
        StatementKind kind = StatementKind.of(sql);
        if (kind == StatementKind.READ || kind == StatementKind.SESSION) {
            return Aftermath.NOTHING;
        }
        try {
            if (kind == StatementKind.CLUSTER) {
                return new DistributedDdl(servers.dialect(), queryId, asker, ended).isDone()
                        ? Aftermath.DONE
                        : Aftermath.UNKNOWN;
            }
            RunningStatement running = new RunningStatement(servers, queryId, asker);
            if (running.isThere() && !(ours && running.end(() -> false, toEndIt))) {
                leftRunning.run();
                return Aftermath.UNKNOWN;
            }
        } catch (SQLException e) {
            leftRunning.run();
            log.warn(
                    "What became of the statement {} could not be asked: {}",
                    queryId,
                    ClickHouseErrors.answer(e).message());
            return Aftermath.UNKNOWN;
        }
        QueryLog.End end = queryLog.find(queryId, begun, askedPatiently.add(queryId));
        if (end != null && end.type() == QueryLog.Type.FINISHED) {
            return leavesMutations(sql, kind, database) ? Aftermath.UNKNOWN : Aftermath.DONE;
        }
        boolean nothing = end != null && (byTable(sql, end.code()) || isRefused(kind, end));
        return nothing || StatementKind.isGuarded(sql) ? Aftermath.NOTHING : Aftermath.UNKNOWN;
    }

    /** The log tells of the statement only, which need not have waited for what it began. */
    private boolean leavesMutations(String sql, StatementKind kind, @Nullable String database) {
        TableName table = Mutations.mayBeMadeBy(sql, kind) ? TableName.of(sql) : null;
        try {
            return table != null
                    && isTrue("SELECT count() > 0 FROM system.mutations WHERE NOT is_done AND "
                            + table.in(database).condition(servers.dialect()));
        } catch (SQLException e) {
            log.warn(
                    "Whether the mutations of {} are done could not be asked: {}",
                    table,
                    ClickHouseErrors.answer(e).message());
            return true;
        }
    }

    private static boolean byTable(String sql, int code) {
        return StatementEffects.afterFailure(sql, code) == Effects.NONE;
    }

    private boolean isUnparsable(String sql, int code) throws SQLException {
        return code == ClickHouseErrors.SYNTAX_ERROR
                && sql.length() <= LONGEST_TO_PARSE
                && isTrue("SELECT formatQueryOrNull(" + servers.dialect().literal(sql) + ") IS NULL");
    }

    private boolean hasNotInserted(String sql, int code, String queryId, @Nullable String database, Instant begun)
            throws SQLException {
        StatementKind kind = StatementKind.of(sql);
        if (kind != StatementKind.INSERT) {
            return false;
        }
        TableName table = TableName.of(sql);
        if (NOT_THERE.contains(code)
                && table != null
                && !isTrue("EXISTS TABLE " + table.in(database).quoted(servers.dialect()))) {
            return true;
        }
        QueryLog.End end = queryLog.find(queryId, begun, askedPatiently.add(queryId));
        return end != null && isRefused(kind, end);
    }

    /** The rows of an INSERT come after everything that is found out beforehand; definitions are worked on before that. */
    private static boolean isRefused(StatementKind kind, QueryLog.End end) {
        return kind == StatementKind.INSERT && end.type() == QueryLog.Type.REFUSED;
    }

    private boolean isTrue(String question) throws SQLException {
        List<String> answer = asker.ask(question);
        return answer.equals(List.of("1")) || answer.equals(List.of("true"));
    }
}
