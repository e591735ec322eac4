package dev.tandem.migration.foreign;

import static java.util.Objects.requireNonNull;

import dev.tandem.migration.Migration;
import dev.tandem.migration.MigrationTool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Liquibase keeps a row for each change set that is applied. A change set has no version, but its file has a name: where
 * every one of those is the name of a migration's file, that tells the versions.
 */
record LiquibaseFormat() implements ForeignFormat {

    @Override
    public MigrationTool tool() {
        return MigrationTool.LIQUIBASE;
    }

    @Override
    public String usualTable() {
        return "databasechangelog";
    }

    @Override
    public boolean fits(Set<String> columns) {
        return columns.containsAll(Set.of("id", "author", "filename", "orderexecuted", "exectype"));
    }

    @Override
    public String select(String table, Set<String> columns, UnaryOperator<String> column) {
        return "SELECT " + column.apply("filename") + ", " + column.apply("exectype") + " FROM " + table + " ORDER BY "
                + column.apply("orderexecuted");
    }

    @Override
    public Recorded read(List<List<@Nullable String>> rows, List<Migration> files) {
        Map<String, Long> byName = new HashMap<>();
        for (Migration file : files) {
            Long known = file.version();
            if (known != null) {
                byName.put(baseName(file.up().location()), known);
            }
        }
        SortedMap<Long, String> versions = new TreeMap<>();
        Set<String> others = new LinkedHashSet<>();
        for (List<@Nullable String> row : rows) {
            String file = requireNonNull(row.get(0));
            Long version = byName.get(baseName(file));
            if ("FAILED".equals(row.get(1))) {
                return Recorded.dirty("has a failed change set in " + file + ".");
            }
            if (version == null) {
                others.add(file);
            } else if (!"SKIPPED".equals(row.get(1))) {
                versions.put(version, "");
            }
        }
        return others.isEmpty()
                ? new Recorded(versions, null)
                : Recorded.unclear("has change sets of files whose names no migration's file has: "
                        + Recorded.listed(new ArrayList<>(others)) + ".");
    }

    private static String baseName(String path) {
        return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    }
}
