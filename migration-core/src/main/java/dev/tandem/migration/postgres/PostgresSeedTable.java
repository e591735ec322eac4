package dev.tandem.migration.postgres;

import dev.tandem.migration.seed.Mark;
import dev.tandem.migration.seed.SeedProblem;
import dev.tandem.migration.seed.SeedTable;
import dev.tandem.migration.seed.Value;
import dev.tandem.migration.seed.Value.Field;
import dev.tandem.migration.seed.Value.Mapping;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table that is seeded. What a row does not give has the column's default if the row is new, and stays as it is if it is
 * not.
 */
final class PostgresSeedTable implements SeedTable {
    private final String name;
    private final SeedCatalog.Table table;
    private final PostgresSeedTarget target;
    private final Map<String, Use> uses = new LinkedHashMap<>();
    private final List<Use> required;
    private long checked;
    private @Nullable SeedPlan plan;
    private boolean direct;
    private @Nullable SeedRows rows;

    PostgresSeedTable(String name, SeedCatalog.Table table, PostgresSeedTarget target) {
        this.name = name;
        this.table = table;
        this.target = target;
        table.columns().forEach((column, its) -> uses.put(column, new Use(its)));
        this.required =
                uses.values().stream().filter(use -> use.column.required()).toList();
    }

    @Override
    public String name() {
        return name;
    }

    String qualified() {
        return table.qualified();
    }

    String column(int number) {
        return plan().columns().get(number - 1).name();
    }

    /** Whether the rows go straight into the table. */
    boolean isDirect() {
        return direct;
    }

    /** Ends what was being sent, without its rows: the connection has to be free for the rollback. */
    void abort() throws SQLException {
        if (rows != null) {
            rows.abort();
        }
    }

    @Override
    public void check(Mapping row) {
        checked++;
        for (Field field : row.fields()) {
            Use use = uses.get(field.name());
            if (use == null) {
                throw SeedProblem.at(
                        field.at(),
                        "The table " + name + " has no column " + field.name() + ".",
                        "It has: " + String.join(", ", table.columns().keySet()) + ".");
            }
            if (use.column.generated()) {
                throw SeedProblem.at(
                        field.at(), "The column " + field.name() + " of " + name + " is generated.", "Leave it out.");
            }
            use.given++;
            if (SeedText.of(use.column, field.value()) != null) {
                use.filled++;
            }
        }
        for (Use use : required) {
            if (use.filled < checked) {
                Value value = row.get(use.column.name());
                throw SeedProblem.at(
                        value == null ? row.at() : value.at(),
                        "A row of " + name + " needs a value for column " + use.column.name() + ".",
                        null);
            }
        }
    }

    @Override
    public void checked(Mark at) {
        List<SeedColumn> columns = uses.values().stream()
                .filter(use -> use.given > 0)
                .map(use -> use.column)
                .toList();
        Set<String> always = names(use -> use.given == checked);
        List<String> key = table.keys().stream()
                .filter(names(use -> use.filled == checked)::containsAll)
                .findFirst()
                .orElseThrow(() -> SeedProblem.at(
                        at,
                        "The rows of " + name + " could not be recognised when they are seeded again: "
                                + (table.keys().isEmpty()
                                        ? "the table has neither a primary key nor a unique constraint."
                                        : "not every row has a value for each column of a key, which are: "
                                                + table.keys().stream()
                                                        .map(one -> String.join(", ", one))
                                                        .collect(Collectors.joining(" or "))
                                                + "."),
                        "Give every row the columns of one key."));
        plan = new SeedPlan(name, table, columns, always, key);
    }

    private Set<String> names(Predicate<Use> which) {
        return uses.values().stream()
                .filter(which)
                .map(use -> use.column.name())
                .collect(Collectors.toSet());
    }

    @Override
    public void open() throws SQLException {
        rows = null;
        target.writing(this);
        direct = target.isDirect(plan());
        rows = direct ? new DirectRows(target, plan()) : new StagedRows(target, plan());
    }

    @Override
    public void write(Mapping row) throws SQLException {
        rows().write(row);
    }

    @Override
    public Counts close() throws SQLException {
        return rows().close();
    }

    private SeedRows rows() {
        return Objects.requireNonNull(rows);
    }

    private SeedPlan plan() {
        return Objects.requireNonNull(plan);
    }

    /** A column, in how many of the rows it is given, and in how many it is not NULL. */
    private static final class Use {
        private final SeedColumn column;
        private long given;
        private long filled;

        Use(SeedColumn column) {
            this.column = column;
        }
    }
}
