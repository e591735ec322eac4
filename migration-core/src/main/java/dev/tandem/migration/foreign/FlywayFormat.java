package dev.tandem.migration.foreign;

import dev.tandem.migration.Migration;
import dev.tandem.migration.MigrationTool;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Flyway keeps a row for each thing it did, in the order of their ranks: a version was applied, failed, was undone, or was
 * deleted by a repair; a baseline stands for everything up to it. Rows without a version are of its repeatable ones, and
 * of the schemas it created.
 */
record FlywayFormat() implements ForeignFormat {

    @Override
    public MigrationTool tool() {
        return MigrationTool.FLYWAY;
    }

    @Override
    public String usualTable() {
        return "flyway_schema_history";
    }

    @Override
    public boolean fits(Set<String> columns) {
        return columns.containsAll(Set.of("installed_rank", "version", "description", "type", "success"));
    }

    @Override
    public String select(String table, Set<String> columns, UnaryOperator<String> column) {
        return "SELECT " + column.apply("version") + ", " + column.apply("type") + ", " + column.apply("success") + ", "
                + column.apply("description") + " FROM " + table + " ORDER BY " + column.apply("installed_rank");
    }

    @Override
    public Recorded read(List<List<@Nullable String>> rows, List<Migration> files) {
        Map<String, String> applied = new LinkedHashMap<>();
        Set<String> failed = new LinkedHashSet<>();
        for (List<@Nullable String> row : rows) {
            String version = row.get(0);
            String type = String.valueOf(row.get(1));
            if (version == null || version.isEmpty()) {
                continue;
            }
            if (!Recorded.isTrue(row.get(2))) {
                failed.add(version);
            } else if (type.equals("DELETE") || type.startsWith("UNDO")) {
                applied.remove(version);
                failed.remove(version);
            } else if (type.endsWith("BASELINE")) {
                baseline(version, files, applied);
            } else {
                applied.put(version, String.valueOf(row.get(3)));
                failed.remove(version);
            }
        }
        return failed.isEmpty()
                ? Recorded.of(applied)
                : Recorded.dirty("has failed migrations: " + Recorded.listed(new ArrayList<>(failed)) + ".");
    }

    /** Its own version may be of no file. */
    private static void baseline(String version, List<Migration> files, Map<String, String> applied) {
        Long number = Recorded.number(version);
        if (number == null) {
            applied.put(version, "");
        } else {
            Recorded.upTo(number, files).forEach((file, name) -> applied.put(Long.toString(file), name));
        }
    }
}
