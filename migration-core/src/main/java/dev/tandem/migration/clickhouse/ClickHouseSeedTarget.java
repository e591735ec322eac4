package dev.tandem.migration.clickhouse;

import com.clickhouse.data.ClickHouseColumn;
import dev.tandem.migration.seed.SeedTable;
import dev.tandem.migration.seed.SeedTarget;
import dev.tandem.migration.sql.Dialect.Problem;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Seeds without transactions: what a batch has written stays. */
final class ClickHouseSeedTarget implements SeedTarget {
    private final Reader reader;
    private final OwnStatements statements;
    private final SeedRequests requests;
    private final ClickHouseHistory history;
    private final ClickHouseDialect dialect;

    ClickHouseSeedTarget(
            Reader reader,
            OwnStatements statements,
            SeedRequests requests,
            ClickHouseHistory history,
            ClickHouseDialect dialect) {
        this.reader = reader;
        this.statements = statements;
        this.requests = requests;
        this.history = history;
        this.dialect = dialect;
    }

    @Override
    public boolean isTransactional() {
        return false;
    }

    @Override
    public @Nullable SeedTable find(String name) throws SQLException {
        Map<String, ClickHouseColumn> columns = new LinkedHashMap<>();
        Map<String, String> computed = new LinkedHashMap<>();
        List<String> key = reader
                .query(
                        "SELECT c.name, c.type, c.default_kind, c.is_in_sorting_key FROM system.columns AS c"
                                + " JOIN system.tables AS t ON t.database = c.database AND t.name = c.table"
                                + " WHERE c.database = currentDatabase() AND c.table = " + dialect.literal(name)
                                + " AND NOT endsWith(t.engine, 'View') AND t.engine != 'Dictionary' ORDER BY c.position",
                        (row, index) -> {
                            String column = row.getString(1);
                            columns.put(column, ClickHouseColumn.of(column, row.getString(2)));
                            String kind = row.getString(3);
                            if (kind.equals("MATERIALIZED") || kind.equals("ALIAS")) {
                                computed.put(column, kind);
                            }
                            return row.getInt(4) == 1 ? column : "";
                        })
                .stream()
                .filter(column -> !column.isEmpty())
                .toList();
        return columns.isEmpty()
                ? null
                : new ClickHouseSeedTable(name, dialect.quote(name), columns, computed, key, requests, dialect);
    }

    @Override
    public void begin() throws SQLException {
        requests.activity().markFor(history.locate(reader));
    }

    @Override
    public void truncate(List<SeedTable> tables) throws SQLException {
        for (SeedTable table : tables) {
            statements.update("TRUNCATE TABLE " + dialect.quote(table.name()));
        }
    }

    @Override
    public void complete() {}

    @Override
    public void commit() {}

    @Override
    public void rollback() {}

    @Override
    public Explanation explain(SQLException e) {
        return new Explanation(
                dialect.problem(e) == Problem.UNREACHABLE, dialect.answer(e).message(), 0, null);
    }
}
