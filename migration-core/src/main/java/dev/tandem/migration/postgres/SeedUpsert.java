package dev.tandem.migration.postgres;

import dev.tandem.migration.sql.Dialect;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The SQL that brings the rows of the temporary table to where they belong. Values are compared as text, so that types
 * without an equality, such as json, are compared too, and a citext that differs in case only does differ.
 */
record SeedUpsert(Dialect dialect, SeedPlan plan) {
    static final String FROM = " FROM pg_temp." + StagedRows.NAME + " AS s";

    /** The first row that has the key of one before it. */
    String twins() {
        String keys = columns().stream().filter(this::isKey).map(this::value).collect(Collectors.joining(", "));
        return "SELECT n FROM (SELECT n, row_number() OVER (PARTITION BY " + keys + " ORDER BY n) AS nth" + FROM
                + ") AS rows WHERE nth > 1 ORDER BY n LIMIT 1";
    }

    /** Whether there is anything that could differ. */
    boolean hasUpdate() {
        return columns().stream().anyMatch(this::isUpdated);
    }

    String update() {
        return "UPDATE " + table() + " AS t SET "
                + columns().stream()
                        .filter(this::isUpdated)
                        .map(column -> quoted(column) + " = " + orElse(column, "t." + quoted(column)))
                        .collect(Collectors.joining(", "))
                + FROM + " WHERE " + sameKey() + " AND ("
                + columns().stream().filter(this::isUpdated).map(this::differs).collect(Collectors.joining(" OR "))
                + ")";
    }

    String insert() {
        return "INSERT INTO " + table() + " ("
                + columns().stream().map(this::quoted).collect(Collectors.joining(", "))
                + ") OVERRIDING SYSTEM VALUE SELECT "
                + columns().stream()
                        .map(column -> orElse(
                                column, column.defaultValue() == null ? "NULL" : "(" + column.defaultValue() + ")"))
                        .collect(Collectors.joining(", "))
                + FROM + " WHERE NOT EXISTS (SELECT FROM " + table() + " AS t WHERE " + sameKey() + ") ORDER BY s.n";
    }

    private String differs(SeedColumn column) {
        String differs = "t." + quoted(column) + "::text IS DISTINCT FROM " + value(column) + "::text";
        return plan.isSometimesGiven(column) ? "(" + given(column) + " AND " + differs + ")" : differs;
    }

    private String sameKey() {
        return columns().stream()
                .filter(this::isKey)
                .map(column -> "t." + quoted(column) + " = " + value(column))
                .collect(Collectors.joining(" AND "));
    }

    private String orElse(SeedColumn column, String otherwise) {
        return plan.isSometimesGiven(column)
                ? "CASE WHEN " + given(column) + " THEN " + value(column) + " ELSE " + otherwise + " END"
                : value(column);
    }

    private boolean isKey(SeedColumn column) {
        return plan.key().contains(column.name());
    }

    private boolean isUpdated(SeedColumn column) {
        return !isKey(column) && !column.identityAlways();
    }

    private String quoted(SeedColumn column) {
        return dialect.quote(column.name());
    }

    /** Its value in the row of the temporary table. */
    String value(SeedColumn column) {
        return "s.c" + number(column);
    }

    private String given(SeedColumn column) {
        return "s.g" + number(column);
    }

    private int number(SeedColumn column) {
        return columns().indexOf(column) + 1;
    }

    private String table() {
        return plan.table().qualified();
    }

    private List<SeedColumn> columns() {
        return plan.columns();
    }
}
