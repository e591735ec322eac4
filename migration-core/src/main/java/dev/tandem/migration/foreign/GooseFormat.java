package dev.tandem.migration.foreign;

import static java.util.Objects.requireNonNull;

import dev.tandem.migration.Migration;
import dev.tandem.migration.MigrationTool;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** goose keeps a row for each thing it did to a version, the last of which counts. Version 0 is its mark of a new table. */
record GooseFormat() implements ForeignFormat {

    @Override
    public MigrationTool tool() {
        return MigrationTool.GOOSE;
    }

    @Override
    public String usualTable() {
        return "goose_db_version";
    }

    @Override
    public boolean fits(Set<String> columns) {
        return columns.containsAll(Set.of("version_id", "is_applied"));
    }

    /** In ClickHouse there is no id. Of two rows of one second the one that says applied is taken as the first. */
    @Override
    public String select(String table, Set<String> columns, UnaryOperator<String> column) {
        String order = columns.contains("id")
                ? column.apply("id")
                : column.apply("tstamp") + ", " + column.apply("is_applied") + " DESC";
        return "SELECT " + column.apply("version_id") + ", " + column.apply("is_applied") + " FROM " + table
                + " ORDER BY " + order;
    }

    @Override
    public Recorded read(List<List<@Nullable String>> rows, List<Migration> files) {
        SortedMap<Long, String> versions = new TreeMap<>();
        for (List<@Nullable String> row : rows) {
            long version = Long.parseLong(requireNonNull(row.get(0)));
            if (Recorded.isTrue(row.get(1))) {
                versions.put(version, "");
            } else {
                versions.remove(version);
            }
        }
        versions.remove(0L);
        return new Recorded(versions, null);
    }
}
