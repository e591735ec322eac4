package dev.tandem.migration.postgres;

import dev.tandem.migration.seed.SeedTable;
import dev.tandem.migration.seed.SeedTarget;
import dev.tandem.migration.sql.Dialect;
import dev.tandem.migration.sql.Dialect.Problem;
import dev.tandem.migration.sql.TransactionalChannel.BatchException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Seeds in one transaction, which begins by making sure that the lock is held. */
final class PostgresSeedTarget implements SeedTarget {
    /** "COPY tandem_seed, line 3, column c2", in whatever language. */
    private static final Pattern PLACE =
            Pattern.compile("\\b" + StagedRows.NAME + "\\b\\D*?(\\d+)(?:[^:\"]*?\\bc(\\d+)\\b)?");

    private static final String CANCELLED = "57014";

    private final Dialect dialect;
    private final PostgresConnection connection;
    private final Sending sending;
    private final PostgresReader reader;
    private final Prologue prologue;
    private final SeedCatalog catalog;
    private @Nullable PostgresSeedTable writing;
    private boolean restarted;
    private boolean numbersTaken;

    PostgresSeedTarget(
            Dialect dialect, PostgresConnection connection, Sending sending, PostgresReader reader, Prologue prologue) {
        this.dialect = dialect;
        this.connection = connection;
        this.sending = sending;
        this.reader = reader;
        this.prologue = prologue;
        this.catalog = new SeedCatalog(dialect, connection);
    }

    @Override
    public boolean isTransactional() {
        return true;
    }

    @Override
    public @Nullable SeedTable find(String name) throws SQLException {
        SeedCatalog.Table table = catalog.find(name);
        return table == null ? null : new PostgresSeedTable(name, table, this);
    }

    /** A timestamp without its zone is to mean the same on every machine. */
    @Override
    public void begin() throws SQLException {
        List<String> statements = new ArrayList<>(prologue.lockGuard(reader.locate()));
        statements.add("SET LOCAL TimeZone = 'UTC'");
        statements.add("SET LOCAL DateStyle = 'ISO, YMD'");
        statements.add("SET LOCAL IntervalStyle = 'postgres'");
        try {
            sending.send(statements);
        } catch (BatchException e) {
            throw e.problem();
        }
    }

    /** All at once, so that tables of the file may refer to each other; without CASCADE. */
    @Override
    public void truncate(List<SeedTable> tables) throws SQLException {
        execute("TRUNCATE "
                + tables.stream()
                        .map(table -> ((PostgresSeedTable) table).qualified())
                        .collect(Collectors.joining(", ")));
    }

    @Override
    public void complete() throws SQLException {
        execute("SET CONSTRAINTS ALL IMMEDIATE");
    }

    @Override
    public void commit() throws SQLException {
        connection.commit();
    }

    @Override
    public void rollback() throws SQLException {
        connection.afterCancelling();
        if (writing != null) {
            writing.abort();
        }
        connection.rollback();
    }

    /**
     * What an attempt to write straight into a table has met is not told: to the rows alone the server says something else, of
     * twins for example, or nothing at all where another transaction has inserted a row meanwhile. Once cancelled it is over.
     */
    @Override
    public boolean restart(SQLException e) throws SQLException {
        boolean answered = e instanceof PSQLException psql && psql.getServerErrorMessage() != null;
        if (writing == null
                || !writing.isDirect()
                || !answered
                || CANCELLED.equals(e.getSQLState())
                || dialect.problem(e) == Problem.UNREACHABLE) {
            return false;
        }
        writing.abort();
        writing = null;
        restarted = true;
        connection.execute(raw -> {
            raw.rollback();
            return true;
        });
        begin();
        return true;
    }

    PostgresConnection connection() {
        return connection;
    }

    Dialect dialect() {
        return dialect;
    }

    void writing(PostgresSeedTable table) {
        writing = table;
    }

    /** Whether rows are to go straight into their table: it is empty, and a COPY does the same to it as what goes another way. */
    boolean isDirect(SeedPlan plan) throws SQLException {
        // What takes numbers of a sequence is not to be written twice: not for a later table's sake either.
        numbersTaken = numbersTaken || plan.takesNumbers();
        return !restarted && !numbersTaken && catalog.copiesAsInserted(plan) && catalog.isEmpty(plan.table());
    }

    /**
     * Moves sequences on behind what was inserted, never back.
     *
     * @param value what stands for a column's value
     * @param from where the rows are
     */
    void advance(SeedPlan plan, Function<SeedColumn, String> value, String from) throws SQLException {
        for (SeedColumn column : plan.columns()) {
            if (column.sequence() != null) {
                connection.query(
                        "SELECT setval(" + dialect.literal(column.sequence()) + "::regclass, latest) FROM (SELECT max("
                                + value.apply(column) + ")::bigint AS latest" + from + ") AS given, "
                                + column.sequence()
                                + " AS q WHERE latest > q.last_value OR (latest = q.last_value AND NOT q.is_called)",
                        (row, index) -> row.getLong(1));
            }
        }
    }

    long execute(String sql) throws SQLException {
        return connection.execute(raw -> {
            try (Statement statement = connection.statement()) {
                return statement.executeLargeUpdate(sql);
            }
        });
    }

    @Override
    public Explanation explain(SQLException e) {
        ServerErrorMessage server = e instanceof PSQLException psql ? psql.getServerErrorMessage() : null;
        if (server == null) {
            boolean unreachable = dialect.problem(e) == Problem.UNREACHABLE;
            return new Explanation(unreachable, String.valueOf(e.getMessage()), 0, null);
        }
        StringBuilder message = new StringBuilder(String.valueOf(server.getMessage()));
        append(message, server.getDetail());
        append(message, server.getHint());
        message.append(" (SQLSTATE ").append(e.getSQLState()).append(')');
        boolean unreachable = dialect.problem(e) == Problem.UNREACHABLE;
        Matcher place = PLACE.matcher(server.getWhere() == null ? "" : server.getWhere());
        if (!place.find()) {
            return new Explanation(unreachable, message.toString(), 0, null);
        }
        String column =
                place.group(2) == null || writing == null ? null : writing.column(Integer.parseInt(place.group(2)));
        return new Explanation(unreachable, message.toString(), Long.parseLong(place.group(1)), column);
    }

    private static void append(StringBuilder message, @Nullable String more) {
        if (more != null && !more.isBlank()) {
            message.append(". ").append(more);
        }
    }
}
