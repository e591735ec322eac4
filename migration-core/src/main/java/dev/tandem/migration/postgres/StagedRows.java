package dev.tandem.migration.postgres;

import dev.tandem.migration.seed.SeedProblem;
import dev.tandem.migration.seed.SeedTable.Counts;
import dev.tandem.migration.seed.Value;
import dev.tandem.migration.seed.Value.Mapping;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows for a table that may have some: they go by COPY into a temporary table of the columns' own types, and from there with
 * one UPDATE and one INSERT to where they belong.
 */
final class StagedRows implements SeedRows {
    /** The temporary table; {@code n} is the number of a row, {@code c1} … its values, {@code g1} … whether they are given. */
    static final String NAME = "tandem_seed";

    private final PostgresSeedTarget target;
    private final SeedPlan plan;
    private final CopyWriter rows;
    private long number;

    StagedRows(PostgresSeedTarget target, SeedPlan plan) throws SQLException {
        this.target = target;
        this.plan = plan;
        StringBuilder create = new StringBuilder("CREATE TEMPORARY TABLE " + NAME + " (n bigint");
        List<String> names = new ArrayList<>(List.of("n"));
        for (int i = 1; i <= plan.columns().size(); i++) {
            SeedColumn column = plan.columns().get(i - 1);
            create.append(", c").append(i).append(' ').append(column.type());
            names.add("c" + i);
            if (plan.isSometimesGiven(column)) {
                create.append(", g").append(i).append(" boolean");
                names.add("g" + i);
            }
        }
        target.execute(create.append(") ON COMMIT DROP").toString());
        rows = CopyWriter.begin(
                target.connection(), "COPY pg_temp." + NAME + " (" + String.join(", ", names) + ") FROM STDIN");
    }

    @Override
    public void write(Mapping row) throws SQLException {
        StringBuilder line = rows.text().append(++number);
        for (SeedColumn column : plan.columns()) {
            Value value = row.get(column.name());
            line.append('\t');
            SeedText.copy(column, value, line);
            if (plan.isSometimesGiven(column)) {
                line.append(value == null ? "\tf" : "\tt");
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
        rows.close();
        target.execute("ANALYZE pg_temp." + NAME);
        SeedUpsert upsert = new SeedUpsert(target.dialect(), plan);
        refuseTwins(upsert);
        long updated = upsert.hasUpdate() ? target.execute(upsert.update()) : 0;
        long inserted = target.execute(upsert.insert());
        if (inserted > 0) {
            target.advance(plan, upsert::value, SeedUpsert.FROM);
        }
        target.execute("DROP TABLE pg_temp." + NAME);
        return new Counts(inserted, updated);
    }

    private void refuseTwins(SeedUpsert upsert) throws SQLException {
        List<Long> twin = target.connection().query(upsert.twins(), (row, index) -> row.getLong(1));
        if (!twin.isEmpty()) {
            throw SeedProblem.atRow(
                    twin.get(0),
                    "This row of " + plan.name() + " has the same " + String.join(", ", plan.key())
                            + " as one before it.",
                    "Leave one of them.");
        }
    }
}
