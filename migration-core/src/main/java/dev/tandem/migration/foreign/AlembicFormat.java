package dev.tandem.migration.foreign;

import dev.tandem.migration.Migration;
import dev.tandem.migration.MigrationTool;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Alembic keeps the revisions at the heads of its tree; which come before them only its own files say. */
record AlembicFormat() implements ForeignFormat {

    @Override
    public MigrationTool tool() {
        return MigrationTool.ALEMBIC;
    }

    @Override
    public String usualTable() {
        return "alembic_version";
    }

    @Override
    public boolean fits(Set<String> columns) {
        return columns.equals(Set.of("version_num"));
    }

    @Override
    public String select(String table, Set<String> columns, UnaryOperator<String> column) {
        return "SELECT " + column.apply("version_num") + " FROM " + table;
    }

    @Override
    public Recorded read(List<List<@Nullable String>> rows, List<Migration> files) {
        List<String> revisions = new ArrayList<>();
        rows.forEach(row -> revisions.add(row.get(0)));
        return revisions.isEmpty()
                ? Recorded.NOTHING
                : Recorded.unclear(
                        "is at revision " + Recorded.listed(revisions) + ", which is no version of a file here.");
    }
}
