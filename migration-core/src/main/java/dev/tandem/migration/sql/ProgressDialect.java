package dev.tandem.migration.sql;

import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.StatementProgress;
import java.sql.SQLException;
import java.util.List;

/** A dialect whose servers tell how far a statement has come. */
public interface ProgressDialect {

    /**
     * Asks, over a short connection of its own.
     *
     * @param runId the run that executes it
     * @param sent the statements that were sent last, the latest at the end
     */
    StatementProgress progress(DatabaseSettings settings, String runId, List<SqlStatement> sent) throws SQLException;
}
