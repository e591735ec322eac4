package dev.tandem.migration.postgres;

import dev.tandem.migration.seed.Mark;
import dev.tandem.migration.seed.SeedProblem;
import dev.tandem.migration.seed.SeedTable;
import dev.tandem.migration.seed.Value;
import dev.tandem.migration.seed.Value.Field;
import dev.tandem.migration.seed.Value.Mapping;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table that is seeded: its rows go by COPY into a temporary table of the columns' own types, and from there with one
 * UPDATE and one INSERT to where they belong. What a row does not give has the column's default if the row is new, and
 * stays as it is if it is not.
 */
final class PostgresSeedTable implements SeedTable {
    /** The temporary table; {@code n} is the number of a row, {@code c1} … its values, {@code g1} … whether they are given. */
    static final String ROWS = "tandem_seed";

    private final String name;
    private final SeedCatalog.Table table;
    private final PostgresSeedTarget target;
    private final Set<String> given = new LinkedHashSet<>();
    private @Nullable Set<String> always;
    private @Nullable Set<String> neverNull;
    private List<SeedColumn> columns = List.of();
    private List<String> key = List.of();
    private @Nullable CopyWriter rows;

    PostgresSeedTable(String name, SeedCatalog.Table table, PostgresSeedTarget target) {
        this.name = name;
        this.table = table;
        this.target = target;
    }

    @Override
    public String name() {
        return name;
    }

    String qualified() {
        return table.qualified();
    }

    String column(int number) {
        return columns.get(number - 1).name();
    }

    @Override
    public void check(Mapping row) {
        Set<String> names = new HashSet<>();
        Set<String> values = new HashSet<>();
        for (Field field : row.fields()) {
            SeedColumn column = table.columns().get(field.name());
            if (column == null) {
                throw SeedProblem.at(
                        field.at(),
                        "The table " + name + " has no column " + field.name() + ".",
                        "It has: " + String.join(", ", table.columns().keySet()) + ".");
            }
            if (column.generated()) {
                throw SeedProblem.at(
                        field.at(), "The column " + field.name() + " of " + name + " is generated.", "Leave it out.");
            }
            names.add(field.name());
            if (SeedText.of(column, field.value()) != null) {
                values.add(field.name());
            }
        }
        for (SeedColumn column : table.columns().values()) {
            if (column.required() && !values.contains(column.name())) {
                Value value = row.get(column.name());
                throw SeedProblem.at(
                        value == null ? row.at() : value.at(),
                        "A row of " + name + " needs a value for column " + column.name() + ".",
                        null);
            }
        }
        given.addAll(names);
        always = both(always, names);
        neverNull = both(neverNull, values);
    }

    private static Set<String> both(@Nullable Set<String> before, Set<String> now) {
        if (before == null) {
            return now;
        }
        before.retainAll(now);
        return before;
    }

    @Override
    public void checked(Mark at) {
        columns = table.columns().values().stream()
                .filter(column -> given.contains(column.name()))
                .toList();
        key = table.keys().stream()
                .filter(Objects.requireNonNull(neverNull)::containsAll)
                .findFirst()
                .orElseThrow(() -> SeedProblem.at(
                        at,
                        "The rows of " + name + " could not be recognised when they are seeded again: "
                                + (table.keys().isEmpty()
                                        ? "the table has neither a primary key nor a unique constraint."
                                        : "not every row has a value for each column of a key, which are: "
                                                + table.keys().stream()
                                                        .map(columns -> String.join(", ", columns))
                                                        .collect(Collectors.joining(" or "))
                                                + "."),
                        "Give every row the columns of one key."));
    }

    @Override
    public void open() throws SQLException {
        target.writing(this);
        StringBuilder create = new StringBuilder("CREATE TEMPORARY TABLE " + ROWS + " (n bigint");
        List<String> names = new ArrayList<>(List.of("n"));
        for (int i = 1; i <= columns.size(); i++) {
            create.append(", c").append(i).append(' ').append(columns.get(i - 1).type());
            names.add("c" + i);
            if (isSometimesGiven(columns.get(i - 1))) {
                create.append(", g").append(i).append(" boolean");
                names.add("g" + i);
            }
        }
        target.execute(create.append(") ON COMMIT DROP").toString());
        rows = CopyWriter.begin(
                target.connection(), "COPY pg_temp." + ROWS + " (" + String.join(", ", names) + ") FROM STDIN");
    }

    private boolean isSometimesGiven(SeedColumn column) {
        return !Objects.requireNonNull(always).contains(column.name());
    }

    @Override
    public void write(Mapping row) throws SQLException {
        CopyWriter copy = Objects.requireNonNull(rows);
        StringBuilder line = copy.line();
        for (SeedColumn column : columns) {
            Value value = row.get(column.name());
            line.append('\t');
            SeedText.copy(value == null ? null : SeedText.of(column, value), line);
            if (isSometimesGiven(column)) {
                line.append(value == null ? "\tf" : "\tt");
            }
        }
        copy.end();
    }

    /** Ends what was being sent, without its rows: the connection has to be free for the rollback. */
    void abort() throws SQLException {
        if (rows != null) {
            rows.abort();
        }
    }

    @Override
    public Counts close() throws SQLException {
        Objects.requireNonNull(rows).close();
        target.execute("ANALYZE pg_temp." + ROWS);
        SeedUpsert upsert = new SeedUpsert(target.dialect(), table.qualified(), columns, key, this::isSometimesGiven);
        refuseTwins(upsert);
        long updated = upsert.hasUpdate() ? target.execute(upsert.update()) : 0;
        long inserted = target.execute(upsert.insert());
        if (inserted > 0) {
            for (String advance : upsert.sequences()) {
                target.connection().query(advance, (row, index) -> row.getLong(1));
            }
        }
        target.execute("DROP TABLE pg_temp." + ROWS);
        return new Counts(inserted, updated);
    }

    private void refuseTwins(SeedUpsert upsert) throws SQLException {
        List<Long> twin = target.connection().query(upsert.twins(), (row, index) -> row.getLong(1));
        if (!twin.isEmpty()) {
            throw SeedProblem.atRow(
                    twin.get(0),
                    "This row of " + name + " has the same " + String.join(", ", key) + " as one before it.",
                    "Leave one of them.");
        }
    }
}
