package dev.tandem.migration.foreign;

import static java.util.Objects.requireNonNull;

import dev.tandem.migration.Migration;
import dev.tandem.migration.MigrationTool;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * dbmate keeps a row for each applied version, as Rails and others do; in ClickHouse the latest row of each version, which
 * says whether it is applied.
 */
record DbmateFormat() implements ForeignFormat {

    @Override
    public MigrationTool tool() {
        return MigrationTool.DBMATE;
    }

    @Override
    public String usualTable() {
        return "schema_migrations";
    }

    @Override
    public boolean fits(Set<String> columns) {
        return columns.contains("version")
                && Set.of("version", "checksum", "ts", "applied").containsAll(columns);
    }

    /** Its table in ClickHouse keeps the latest row only; {@code FINAL} does not wait for that to be so on disk. */
    @Override
    public String select(String table, Set<String> columns, UnaryOperator<String> column) {
        String latest = columns.contains("applied") ? " FINAL WHERE " + column.apply("applied") + " = 1" : "";
        return "SELECT " + column.apply("version") + " FROM " + table + latest;
    }

    @Override
    public Recorded read(List<List<@Nullable String>> rows, List<Migration> files) {
        Map<String, String> versions = new LinkedHashMap<>();
        rows.forEach(row -> versions.put(requireNonNull(row.get(0)), ""));
        return Recorded.of(versions);
    }
}
