package dev.tandem.migration.postgres;

import java.util.List;
import java.util.Set;

/**
 * What the check of all rows has found out about how they are to be written.
 *
 * @param name the table as messages show it
 * @param table the table as the catalog has it
 * @param columns those that a row gives, in the table's order
 * @param always the names of those that every row gives
 * @param key the columns by which rows are recognised
 */
record SeedPlan(String name, SeedCatalog.Table table, List<SeedColumn> columns, Set<String> always, List<String> key) {

    /** Whether a row may leave it out, and another one gives it. */
    boolean isSometimesGiven(SeedColumn column) {
        return !always.contains(column.name());
    }

    /** Whether all rows give the same columns. */
    boolean isUniform() {
        return columns.stream().noneMatch(this::isSometimesGiven);
    }

    /** Whether a default takes numbers of a sequence, which no rollback gives back. */
    boolean takesNumbers() {
        return table.columns().values().stream()
                .filter(column -> !always.contains(column.name()))
                .map(SeedColumn::defaultValue)
                .anyMatch(value -> value != null && value.contains("nextval"));
    }
}
