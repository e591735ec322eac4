package dev.tandem.migration.postgres;

import dev.tandem.migration.sql.Dialect;
import java.sql.SQLException;
import java.util.List;

/**
 * Looks after what an earlier attempt at a statement outside of a transaction has left. Only what our own statement names
 * is touched: an invalid index of that name on that table, which nobody is building now, and the copies that a
 * reindexing left of the very index or table.
 */
final class BareRecovery {
    private static final String NOT_BEING_BUILT =
            " AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid)";

    private final Dialect dialect;
    private final PostgresConnection connection;

    BareRecovery(Dialect dialect, PostgresConnection connection) {
        this.dialect = dialect;
        this.connection = connection;
    }

    /** The statements that remove what is in the way of another attempt. */
    List<String> cleaning(BareStatement statement) throws SQLException {
        return switch (statement.kind()) {
            case CREATE_INDEX ->
                drops("i.indrelid = " + table(statement.table()) + " AND c.relname = " + plainName(statement.object()));
            case REINDEX_INDEX ->
                drops(
                        "c.relname ~ '_cc(new|old)[0-9]*$' AND i.indrelid = (SELECT indrelid FROM pg_index WHERE indexrelid = "
                                + table(statement.object()) + ")");
            case REINDEX_TABLE ->
                drops("c.relname ~ '_cc(new|old)[0-9]*$' AND i.indrelid = " + table(statement.object()));
            default -> List.of();
        };
    }

    private List<String> drops(String which) throws SQLException {
        return connection.query(
                "SELECT format('DROP INDEX CONCURRENTLY IF EXISTS %I.%I', n.nspname, c.relname) FROM pg_index i"
                        + " JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
                        + " WHERE NOT i.indisvalid AND " + which + NOT_BEING_BUILT,
                (row, index) -> row.getString(1));
    }

    /**
     * Whether the database is as the statement would leave it. After an intent was recorded, which is done only when this
     * was not so, it means that the statement came to its end.
     */
    boolean isDone(BareStatement statement) throws SQLException {
        return switch (statement.kind()) {
            case CREATE_INDEX ->
                is("EXISTS (SELECT FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indisvalid"
                        + " AND i.indrelid = " + table(statement.table()) + " AND c.relname = "
                        + plainName(statement.object()) + ")");
            case DROP_INDEX -> is(table(statement.object()) + " IS NULL");
            case DETACH_PARTITION ->
                is("NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = " + table(statement.object())
                        + " AND inhparent = " + table(statement.table()) + ")");
            case CREATE_DATABASE -> is("EXISTS (" + database(statement) + ")");
            case DROP_DATABASE -> is("NOT EXISTS (" + database(statement) + ")");
            case REINDEX_INDEX, REINDEX_TABLE, REPEATABLE, COMMITTING -> false;
        };
    }

    /** What is to be sent: the statement, or what finishes an earlier attempt at it. */
    String toSend(BareStatement statement, String sql) throws SQLException {
        boolean pending = statement.kind() == BareStatement.Kind.DETACH_PARTITION
                && is("EXISTS (SELECT FROM pg_inherits WHERE inhdetachpending AND inhrelid = "
                        + table(statement.object()) + ")");
        return pending
                ? "ALTER TABLE " + statement.table() + " DETACH PARTITION " + statement.object() + " FINALIZE"
                : sql;
    }

    private String database(BareStatement statement) {
        return "SELECT FROM pg_database WHERE datname = " + plainName(statement.object());
    }

    private boolean is(String condition) throws SQLException {
        return connection
                .query("SELECT " + condition, (row, index) -> row.getBoolean(1))
                .get(0);
    }

    private String table(String name) {
        return "to_regclass(" + dialect.literal(name) + ")";
    }

    /** A name as the catalog holds it. */
    private String plainName(String name) {
        boolean quoted = name.startsWith("\"") && name.length() > 1;
        return dialect.literal(quoted ? name.substring(1, name.length() - 1).replace("\"\"", "\"") : name);
    }
}
