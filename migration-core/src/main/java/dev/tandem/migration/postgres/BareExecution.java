package dev.tandem.migration.postgres;

import dev.tandem.migration.Step;
import dev.tandem.migration.sql.Dialect;
import dev.tandem.migration.sql.StepContext;
import java.sql.SQLException;
import java.sql.Statement;

/** Executes statements by themselves, outside of any transaction. */
record BareExecution(Dialect dialect, PostgresConnection connection) {

    /**
     * Executes one.
     *
     * @param waitsForOthers whether waiting for locks, which blocks nobody then, is no reason to give up
     */
    void execute(String sql, boolean waitsForOthers) throws SQLException {
        String limit = connection
                .query("SHOW lock_timeout", (row, index) -> row.getString(1))
                .get(0);
        if (waitsForOthers) {
            connection.update("SET lock_timeout = 0");
        }
        try (Statement statement = connection.statement()) {
            connection.execute(raw -> statement.execute(sql));
        }
        // It is done, and that is to be recorded even if it was to be cancelled: the deadline is looked at behind that.
        connection.afterCancelling();
        if (waitsForOthers) {
            connection.update("SET lock_timeout = " + dialect.literal(limit));
        }
    }

    /** Runs a statement of ours. */
    void update(String sql) throws SQLException {
        connection.update(sql);
    }

    /** Whether the latest event of a step's migration says that the statement at which it begins was about to run bare. */
    boolean latestIsIntent(StepContext context, Step step) throws SQLException {
        return connection
                .query(
                        "SELECT state = 'started' AND statement = " + step.completed() + " FROM "
                                + context.location().qualified(dialect) + " WHERE " + context.eventsOf(step)
                                + " ORDER BY fence DESC, seq DESC LIMIT 1",
                        (row, index) -> row.getBoolean(1))
                .stream()
                .anyMatch(Boolean::booleanValue);
    }
}
