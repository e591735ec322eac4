package dev.tandem.migration.test;

import dev.tandem.migration.MigrationDatabase;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.ServerInfo;
import dev.tandem.migration.SqlPrompt;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The schema of a database at one moment, without rows and without what Tandem keeps there itself.
 *
 * @param definitions what each object is, by what it is called
 */
record Schema(SortedMap<Named, String> definitions) {
    /** What has columns, rights and the like. */
    private static final Set<String> WHOLES = Set.of(
            "table",
            "view",
            "materialized view",
            "foreign table",
            "composite type",
            "sequence",
            "dictionary",
            "schema",
            "function",
            "procedure",
            "enum",
            "domain",
            "range");

    Schema {
        definitions = Collections.unmodifiableSortedMap(definitions);
    }

    /** An object, such as the column {@code public.users.email}. */
    record Named(String kind, String name) implements Comparable<Named> {
        @Override
        public int compareTo(Named other) {
            int byKind = kind.compareTo(other.kind);
            return byKind == 0 ? name.compareTo(other.name) : byKind;
        }

        @Override
        public String toString() {
            return kind + " " + name;
        }
    }

    /**
     * Reads that of a database as it is now.
     *
     * @throws IllegalArgumentException when it is no SQL database
     */
    static Schema of(MigrationManager manager, String name) {
        MigrationDatabase database = manager.database(name);
        ServerInfo server = manager.only(List.of(name)).info().get(0).server();
        if (!(database instanceof SqlPrompt prompt) || server == null) {
            throw new IllegalArgumentException("The schema of " + name + " cannot be read.");
        }
        String query = switch (database.kind().id()) {
            case "postgresql" -> PostgresSchema.QUERY;
            case "clickhouse" -> ClickHouseSchema.QUERY;
            default -> throw new IllegalArgumentException("The schema of " + name + " cannot be read.");
        };
        String history = "'" + server.historyTable().replace("'", "''") + "'";
        TreeMap<Named, String> definitions = new TreeMap<>();
        try (Sql sql = new Sql(prompt.open())) {
            sql.rows(query.replace(":history", history))
                    .forEach(row -> definitions.merge(
                            new Named(row.get(0), row.get(1)), row.get(2).strip(), (one, other) -> one + "\n" + other));
        } catch (SQLException e) {
            throw new IllegalStateException("The schema of " + name + " cannot be read: " + e.getMessage(), e);
        }
        return new Schema(definitions);
    }

    /** Each object and what it is. */
    List<String> lines() {
        return definitions.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .toList();
    }

    /**
     * What is not the same in a later one, a few lines for each object; empty when nothing is. Of a table that is missing in
     * one of them its columns and the like are not told; of one whose columns are told its whole definition is not.
     *
     * @param before what to call this one, {@code after} what to call the other
     */
    String differenceTo(Schema later, String before, String after) {
        SortedMap<Named, String> different = new TreeMap<>(definitions);
        different.putAll(later.definitions);
        different
                .keySet()
                .removeIf(
                        named -> definitions.getOrDefault(named, "").equals(later.definitions.getOrDefault(named, "")));
        StringBuilder text = new StringBuilder();
        for (Named named : different.keySet()) {
            String was = definitions.get(named);
            String is = later.definitions.get(named);
            boolean inDetail = was != null
                    && is != null
                    && was.startsWith("CREATE ")
                    && different.keySet().stream()
                            .anyMatch(other -> other.name().startsWith(named.name() + "."));
            if (!inDetail && !isPartOfMissing(named, later)) {
                text.append("\n  ").append(named);
                text.append("\n    ").append(before).append(": ").append(shown(was));
                text.append("\n    ").append(after).append(": ").append(shown(is));
            }
        }
        return text.toString();
    }

    private boolean isPartOfMissing(Named named, Schema later) {
        int dot = named.name().lastIndexOf('.');
        String whole = named.kind().equals("rights")
                ? named.name().substring(named.name().indexOf(' ') + 1)
                : dot < 0 ? "" : named.name().substring(0, dot);
        return has(whole) != later.has(whole);
    }

    private boolean has(String name) {
        return definitions.keySet().stream()
                .anyMatch(other -> WHOLES.contains(other.kind()) && other.name().equals(name));
    }

    private static String shown(@Nullable String definition) {
        return definition == null ? "there is none" : definition.replace("\n", "\n      ");
    }
}
