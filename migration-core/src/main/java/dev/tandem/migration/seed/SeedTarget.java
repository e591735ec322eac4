package dev.tandem.migration.seed;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What seeding needs of a database: its tables, and a way to fill them. Belongs to the connection of one run. Tables are
 * checked before {@link #begin}, then truncated and written one after the other, then {@link #complete} and {@link
 * #commit} end it, or {@link #rollback}. A {@link #restart} goes back to behind {@code begin}.
 */
public interface SeedTarget {

    /** Whether nothing stays of what is written before {@link #commit}, if that is not reached. */
    boolean isTransactional();

    /**
     * A table of that name; {@code null} when there is none.
     *
     * @param name as the file has it
     */
    @Nullable
    SeedTable find(String name) throws SQLException;

    /** Begins to write. */
    void begin() throws SQLException;

    /** Empties tables. */
    void truncate(List<SeedTable> tables) throws SQLException;

    /** Everything is written: has the database check now what it would check at the end. */
    void complete() throws SQLException;

    /** Makes it permanent. */
    void commit() throws SQLException;

    /** Takes back what can be taken back. */
    void rollback() throws SQLException;

    /**
     * Asked after a failure to write: whether everything is to be written once more, because a quicker way was taken that
     * may fail where the usual one does not, or tells less. Then all of it was taken back, and it has begun again.
     */
    default boolean restart(SQLException e) throws SQLException {
        return false;
    }

    /** What a driver's exception means. */
    Explanation explain(SQLException e);

    /**
     * What a driver's exception means.
     *
     * @param unreachable whether nothing was heard of the server
     * @param message the server's words
     * @param row the row of the table that is being written, from 1; 0 when it is not known
     * @param column its column, when it is known
     */
    record Explanation(
            boolean unreachable,
            String message,
            long row,
            @Nullable String column) {}
}
