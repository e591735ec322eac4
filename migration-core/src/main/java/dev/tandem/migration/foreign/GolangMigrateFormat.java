package dev.tandem.migration.foreign;

import static java.util.Objects.requireNonNull;

import dev.tandem.migration.Migration;
import dev.tandem.migration.MigrationTool;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * golang-migrate keeps one version, up to which all is applied, and whether it stopped on the way there; in ClickHouse
 * the row with the highest sequence counts. A version of -1 is none.
 */
record GolangMigrateFormat() implements ForeignFormat {

    @Override
    public MigrationTool tool() {
        return MigrationTool.GOLANG_MIGRATE;
    }

    @Override
    public String usualTable() {
        return "schema_migrations";
    }

    @Override
    public boolean fits(Set<String> columns) {
        return columns.equals(Set.of("version", "dirty")) || columns.equals(Set.of("version", "dirty", "sequence"));
    }

    @Override
    public String select(String table, Set<String> columns, UnaryOperator<String> column) {
        return "SELECT " + column.apply("version") + ", " + column.apply("dirty") + " FROM " + table
                + (columns.contains("sequence") ? " ORDER BY " + column.apply("sequence") + " DESC" : "") + " LIMIT 1";
    }

    @Override
    public Recorded read(List<List<@Nullable String>> rows, List<Migration> files) {
        if (rows.isEmpty()) {
            return Recorded.NOTHING;
        }
        long version = Long.parseLong(requireNonNull(rows.get(0).get(0)));
        if (Recorded.isTrue(rows.get(0).get(1))) {
            return Recorded.dirty("is dirty: it stopped half-way to "
                    + (version < 0 ? "having nothing applied" : "version " + version) + ", up or down.");
        }
        SortedMap<Long, String> versions = Recorded.upTo(version, files);
        if (version >= 0) {
            versions.putIfAbsent(version, "");
        }
        return new Recorded(versions, null);
    }
}
