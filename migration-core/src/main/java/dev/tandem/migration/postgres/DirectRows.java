package dev.tandem.migration.postgres;

import dev.tandem.migration.seed.SeedTable.Counts;
import dev.tandem.migration.seed.Value;
import dev.tandem.migration.seed.Value.Mapping;
import java.sql.SQLException;
import java.util.stream.Collectors;

/** Rows for a table that has none: they go straight into it, with one COPY. */
final class DirectRows implements SeedRows {
    /** Stands for a column's default; a value's backslashes are doubled. */
    private static final String DEFAULT = "\\D";

    private final PostgresSeedTarget target;
    private final SeedPlan plan;
    private final CopyWriter rows;

    DirectRows(PostgresSeedTarget target, SeedPlan plan) throws SQLException {
        this.target = target;
        this.plan = plan;
        String columns =
                plan.columns().stream().map(this::quoted).collect(Collectors.joining(", ", " (", ") FROM STDIN"));
        String option = plan.isUniform() ? "" : " (DEFAULT " + target.dialect().literal(DEFAULT) + ")";
        this.rows = CopyWriter.begin(target.connection(), "COPY " + plan.table().qualified() + columns + option);
    }

    @Override
    public void write(Mapping row) throws SQLException {
        StringBuilder line = rows.text();
        String separator = "";
        for (SeedColumn column : plan.columns()) {
            line.append(separator);
            separator = "\t";
            Value value = row.get(column.name());
            if (value == null && column.defaultValue() != null) {
                line.append(DEFAULT);
            } else {
                SeedText.copy(column, value, line);
            }
        }
        rows.end();
    }

    @Override
    public void abort() throws SQLException {
        rows.abort();
    }

    @Override
    public Counts close() throws SQLException {
        long inserted = rows.close();
        target.advance(plan, this::quoted, " FROM " + plan.table().qualified());
        return new Counts(inserted, 0);
    }

    private String quoted(SeedColumn column) {
        return target.dialect().quote(column.name());
    }
}
