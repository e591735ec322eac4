package dev.tandem.migration.clickhouse;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a statement that changes rows by a mutation. The server may answer early, and a mutation that fails stays in {@code
 * system.mutations}, is tried again for ever and keeps every later one of its table from coming to an end. So:
 *
 * <ol>
 *   <li>While a mutation of the table fails, nothing is sent: it would queue up behind that one.
 *   <li>The statement is sent.
 *   <li>Whatever the answer, a mutation that is new then is waited for. Its end is the statement's.
 * </ol>
 */
final class Mutations {
    private static final Logger log = LoggerFactory.getLogger(Mutations.class);
    private static final Duration PAUSE = Duration.ofMillis(300);
    private static final int UNFINISHED = 341;

    private final ClickHouseDialect dialect;
    private final TableName table;
    private final Asker asker;
    private final BooleanSupplier ended;

    Mutations(ClickHouseDialect dialect, TableName table, Asker asker, BooleanSupplier ended) {
        this.dialect = dialect;
        this.table = table;
        this.asker = asker;
        this.ended = ended;
    }

    /** Whether a statement changes rows by a mutation, its only effect or one that follows from its only one. */
    static boolean mayBeMadeBy(String sql, StatementKind kind) {
        return kind == StatementKind.MUTATION || (kind == StatementKind.ALTER && StatementKind.modifies(sql));
    }

    private record Mutation(String id, boolean done, String failure) {
        static Mutation of(String row) {
            String[] parts = row.split("\t", 3);
            return new Mutation(parts[0], parts[1].equals("1"), parts[2].strip());
        }

        boolean fails() {
            return !done && !failure.isEmpty();
        }
    }

    void run(String sql, Requests.Sending sending) throws SQLException {
        List<Mutation> before = readBefore();
        for (Mutation mutation : before) {
            if (mutation.fails()) {
                throw new NothingDoneException(
                        "The statement was not sent, for it would wait for ever behind another. " + story(mutation),
                        null);
            }
        }
        Set<String> known = before.stream().map(Mutation::id).collect(Collectors.toSet());
        SQLException answer = null;
        try {
            sending.send();
        } catch (SQLException e) {
            answer = e;
        }
        await(sql, known, answer);
    }

    private void await(String sql, Set<String> known, @Nullable SQLException answer) throws SQLException {
        List<Mutation> ours = added(known, answer);
        if (ours.isEmpty() && answer != null) {
            throw isRefused(sql, answer) ? new NothingDoneException(answer.getMessage(), answer) : answer;
        }
        while (!ours.stream().allMatch(Mutation::done)) {
            for (Mutation mutation : ours) {
                if (mutation.fails()) {
                    throw unfinished(story(mutation), answer);
                }
                if (ended.getAsBoolean()) {
                    throw unfinished(
                            "The mutation " + mutation.id() + " of " + table.quoted(dialect)
                                    + " is not done yet and goes on in the server. " + end(mutation),
                            answer);
                }
            }
            LockSupport.parkNanos(PAUSE.toNanos());
            ours = added(known, answer);
        }
        if (answer != null) {
            log.warn("Error {} came before a mutation was done, and it is done now", ClickHouseErrors.code(answer));
        }
    }

    private List<Mutation> added(Set<String> known, @Nullable SQLException answer) throws SQLException {
        try {
            return read().stream()
                    .filter(mutation -> !known.contains(mutation.id()))
                    .toList();
        } catch (SQLException e) {
            if (answer == null) {
                throw unfinished(
                        "Whether its mutation of " + table.quoted(dialect) + " is done could not be asked: "
                                + ClickHouseErrors.answer(e).message(),
                        e);
            }
            answer.addSuppressed(e);
            throw answer;
        }
    }

    /** Refused for a reason that is found before a mutation is written down; and none was. */
    private static boolean isRefused(String sql, SQLException answer) {
        return StatementKind.hasOneAction(sql)
                && StatementEffects.NOTHING
                        .getOrDefault(StatementKind.ALTER, Set.of())
                        .contains(ClickHouseErrors.code(answer));
    }

    /** What the server says of one that it does not wait for any more: not that of a statement whose end nobody saw. */
    private static SQLException unfinished(String message, @Nullable SQLException cause) {
        return new SQLException(message, null, UNFINISHED, cause);
    }

    private List<Mutation> readBefore() throws SQLException {
        try {
            return read();
        } catch (SQLException e) {
            throw new NothingDoneException(
                    "The statement was not sent, because the mutations of its table could not be read: "
                            + ClickHouseErrors.answer(e).message(),
                    e);
        }
    }

    private List<Mutation> read() throws SQLException {
        return asker
                .ask("SELECT concat(mutation_id, '\\t', toString(is_done), '\\t', latest_fail_reason)"
                        + " FROM system.mutations WHERE " + table.condition(dialect) + " ORDER BY create_time")
                .stream()
                .map(Mutation::of)
                .toList();
    }

    private String story(Mutation mutation) {
        return "The mutation " + mutation.id() + " of " + table.quoted(dialect)
                + " fails, stays in system.mutations and is tried again for ever: " + mutation.failure() + " "
                + end(mutation);
    }

    private String end(Mutation mutation) {
        return "Parts that it is done with stay changed. End it with:\nKILL MUTATION WHERE " + table.condition(dialect)
                + " AND mutation_id = " + dialect.literal(mutation.id()) + ";";
    }
}
