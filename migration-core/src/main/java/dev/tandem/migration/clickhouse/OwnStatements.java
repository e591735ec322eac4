package dev.tandem.migration.clickhouse;

import com.clickhouse.client.api.query.QuerySettings;
import dev.tandem.migration.sql.DatabaseSettings;
import dev.tandem.migration.sql.Dialect;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * Statements of ours, in no script, marked as a run's like those of scripts.
 *
 * @param leftRunning called when one may still be going on in the server
 * @param ended whether nothing more is to be sent
 */
record OwnStatements(
        ClickHouseDialect dialect,
        DatabaseSettings database,
        Sender sender,
        Requests requests,
        Activity activity,
        Runnable leftRunning,
        BooleanSupplier ended) {

    void update(String sql) throws SQLException {
        String queryId = "tandem-own-" + UUID.randomUUID();
        QuerySettings settings = sender.settingsToTheEnd()
                .setOption(Sender.answerLimit(), 0)
                .setQueryId(queryId)
                .logComment(activity.comment(queryId));
        if (database.cluster() != null) {
            ClickHouseHistory.WRITING.forEach(settings::serverSetting);
        }
        try {
            requests.send(() -> sender.send(sql, settings));
        } catch (SQLException e) {
            if (ClickHouseErrors.mayGoOn(e)) {
                leftRunning.run();
            }
            throw e;
        }
    }

    void updateAll(List<String> statements) throws SQLException {
        for (String sql : statements) {
            if (ended.getAsBoolean()) {
                throw new NothingDoneException("What was not done any more begins with: " + sql, null);
            }
            try {
                update(sql);
            } catch (SQLException e) {
                throw ClickHouseDrop.isTooLarge(e) ? ClickHouseDrop.tooLarge(sql, database, e) : e;
            }
        }
    }

    /** Has the server read a statement without executing it. */
    void parse(String sql) throws SQLException {
        try {
            // Not a query: its FORMAT would be that of the answer. And without settings, as the reader.
            requests.send(() -> sender.send("EXPLAIN AST " + sql, sender.settings()));
        } catch (SQLException e) {
            // Whatever else it says is not about how the statement reads.
            if (ClickHouseErrors.code(e) == ClickHouseErrors.SYNTAX_ERROR
                    || dialect.problem(e) == Dialect.Problem.UNREACHABLE) {
                throw e;
            }
        }
    }
}
