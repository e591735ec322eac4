package dev.tandem.migration.sql;

import dev.tandem.migration.Failure;
import dev.tandem.migration.ForeignHistory;
import dev.tandem.migration.HistoryMismatchException;
import dev.tandem.migration.StatementFailedException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Where a session's history is: looked for when somebody needs it, then known. Creates the table for a run. */
final class HistoryPlace {
    private final ConfiguredDatabase database;
    private final SqlChannel channel;
    private final ConnectionFailures failures;
    private @Nullable TableLocation location;

    HistoryPlace(ConfiguredDatabase database, SqlChannel channel, ConnectionFailures failures) {
        this.database = database;
        this.channel = channel;
        this.failures = failures;
    }

    /** Unqualified until it is known where it is: the server finds it on the search path with the reading itself. */
    String tableName() {
        Dialect dialect = database.dialect();
        if (location != null) {
            return location.qualified(dialect);
        }
        DatabaseSettings settings = database.settings();
        String schema = settings.schema();
        return (schema == null ? "" : dialect.quote(schema) + ".") + dialect.quote(settings.table());
    }

    /** The expression for its comment. */
    String tableComment() {
        DatabaseSettings settings = database.settings();
        String schema = location == null ? settings.schema() : location.schema();
        return database.dialect().tableComment(schema, settings.table());
    }

    /**
     * Where the table is, or is to be.
     *
     * @throws HistoryMismatchException when its layout is of another version
     */
    TableLocation location() throws SQLException {
        if (location == null) {
            TableLocation found = channel.locate();
            String comment = found.comment();
            if (found.exists() && comment != null && comment.startsWith("tandem") && !isOurs(comment)) {
                throw new HistoryMismatchException(
                        Failure.of(
                                database.name(),
                                "The history " + found.qualified(database.dialect())
                                        + " has a layout of another version: " + comment + ".",
                                "Use that version, or a newer one."),
                        null);
            }
            location = found;
        }
        return location;
    }

    /** What stands behind the layout is the dialect's. */
    private static boolean isOurs(String comment) {
        return comment.equals(SqlChannel.LAYOUT) || comment.startsWith(SqlChannel.LAYOUT + ",");
    }

    boolean isOf(ForeignHistory foreign) {
        try {
            TableLocation ours = location();
            return ours.schema().equals(foreign.schema()) && ours.table().equals(foreign.table());
        } catch (SQLException e) {
            throw failures.reading(e);
        }
    }

    /** Creates the table unless it is there. */
    TableLocation ensureTable() {
        TableLocation found;
        try {
            found = location();
            if (!found.exists()) {
                // It was looked for before the lock was ours; whoever held it may have created it since.
                location = null;
                found = location();
            }
        } catch (SQLException e) {
            throw failures.reading(e);
        }
        try {
            if (!found.exists()) {
                channel.update(channel.createTable(found));
                // Somebody else, who goes by another lock, may just have created it.
                location = null;
            }
            return location();
        } catch (SQLException e) {
            Dialect.Problem problem = database.dialect().problem(e);
            if (problem == Dialect.Problem.UNREACHABLE || problem == Dialect.Problem.LOST_LOCK) {
                throw failures.reading(e);
            }
            throw new StatementFailedException(
                    Failure.of(
                            database.name(),
                            "The history table " + tableName() + " could not be created: "
                                    + database.dialect().answer(e).message(),
                            "Grant the migrating user the right to create it, or create it beforehand. The right is: GRANT "
                                    + database.dialect().rightToCreate(found) + " TO <user>;"),
                    e);
        }
    }

    /** Our table is there now. */
    void created(TableLocation ours) {
        location = new TableLocation(ours.schema(), ours.table(), true, SqlChannel.LAYOUT);
    }

    /** What was known is so no more. */
    void forget() {
        location = null;
    }
}
