package dev.tandem.migration.postgres;

import dev.tandem.migration.seed.SeedTable.Counts;
import dev.tandem.migration.seed.Value.Mapping;
import java.sql.SQLException;

/** Rows on their way into a table. */
interface SeedRows {

    /** Sends a row, or keeps it for a moment. */
    void write(Mapping row) throws SQLException;

    /**
     * There are no more rows.
     *
     * @return what became of them
     */
    Counts close() throws SQLException;

    /** Ends what was being sent, without its rows: the connection has to be free for the rollback. */
    void abort() throws SQLException;
}
