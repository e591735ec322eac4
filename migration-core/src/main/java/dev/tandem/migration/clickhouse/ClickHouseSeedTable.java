package dev.tandem.migration.clickhouse;

import com.clickhouse.data.ClickHouseColumn;
import dev.tandem.migration.seed.Mark;
import dev.tandem.migration.seed.SeedProblem;
import dev.tandem.migration.seed.SeedTable;
import dev.tandem.migration.seed.Value.Field;
import dev.tandem.migration.seed.Value.Mapping;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A table that is seeded, in batches of rows in the server's binary format. A row is left out whose sorting key is in the
 * table already, or in an earlier row of the file.
 */
final class ClickHouseSeedTable implements SeedTable {
    private final String name;
    private final String quoted;
    private final Map<String, ClickHouseColumn> columns;
    private final Map<String, String> computed;
    private final List<String> key;
    private final SeedRequests requests;
    private final ClickHouseDialect dialect;
    private final Set<String> given = new LinkedHashSet<>();
    private @Nullable SeedBatch batch;

    ClickHouseSeedTable(
            String name,
            String quoted,
            Map<String, ClickHouseColumn> columns,
            Map<String, String> computed,
            List<String> key,
            SeedRequests requests,
            ClickHouseDialect dialect) {
        this.name = name;
        this.quoted = quoted;
        this.columns = columns;
        this.computed = computed;
        this.key = key;
        this.requests = requests;
        this.dialect = dialect;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void check(Mapping row) {
        for (Field field : row.fields()) {
            ClickHouseColumn column = columns.get(field.name());
            if (column == null) {
                throw SeedProblem.at(
                        field.at(),
                        "The table " + name + " has no column " + field.name() + ".",
                        "It has: " + String.join(", ", columns.keySet()) + ".");
            }
            String kind = computed.get(field.name());
            if (kind != null) {
                throw SeedProblem.at(
                        field.at(),
                        "The column " + field.name() + " of " + name + " is " + kind + ".",
                        "Leave it out.");
            }
            given.add(field.name());
            SeedValues.of(field.name(), column, field.value());
        }
        for (String column : key) {
            if (row.get(column) == null) {
                throw SeedProblem.at(
                        row.at(),
                        "A row of " + name + " needs a value for column " + column + ", which is in the sorting key:"
                                + " without it the row could not be recognised when it is seeded again.",
                        null);
            }
        }
    }

    @Override
    public void checked(Mark at) {
        if (key.isEmpty()) {
            throw SeedProblem.at(
                    at,
                    "The rows of " + name + " could not be recognised when they are seeded again: the table has no"
                            + " sorting key.",
                    "Seed a table with an ORDER BY.");
        }
    }

    @Override
    public void open() {
        Map<String, ClickHouseColumn> written = new LinkedHashMap<>();
        columns.forEach((column, type) -> {
            if (given.contains(column)) {
                written.put(column, type);
            }
        });
        batch = new SeedBatch(requests, dialect, quoted, written, key);
    }

    @Override
    public void write(Mapping row) throws SQLException {
        if (batch != null && batch.add(row)) {
            batch.send();
        }
    }

    @Override
    public Counts close() throws SQLException {
        if (batch == null) {
            return new Counts(0, 0);
        }
        batch.send();
        return new Counts(batch.inserted(), 0);
    }
}
