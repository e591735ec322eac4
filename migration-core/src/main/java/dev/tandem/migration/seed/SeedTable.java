package dev.tandem.migration.seed;

import dev.tandem.migration.seed.Value.Mapping;
import java.sql.SQLException;

/** A table that is to be filled. Every row is checked first, then every row is written, in the same order. */
public interface SeedTable {

    /** Its name as messages and reports show it. */
    String name();

    /**
     * Looks at a row without writing it.
     *
     * @throws SeedProblem when it does not fit the table
     */
    void check(Mapping row);

    /**
     * All rows have been looked at.
     *
     * @param at where the table begins in the file
     * @throws SeedProblem when the rows could not be recognised when they are seeded again
     */
    void checked(Mark at);

    /** The first row is about to be written. */
    void open() throws SQLException;

    /** Writes a row, be it that it is kept for a moment to be sent together with others. */
    void write(Mapping row) throws SQLException;

    /**
     * Sends what is kept.
     *
     * @return what became of the rows
     */
    Counts close() throws SQLException;

    /** What became of rows: those that are neither were as they should be. */
    record Counts(long inserted, long updated) {}
}
