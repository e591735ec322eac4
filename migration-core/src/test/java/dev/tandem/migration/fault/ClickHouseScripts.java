package dev.tandem.migration.fault;

import dev.tandem.migration.sql.Project;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** ClickHouse migrations of which each statement is to be executed once, most of them without a guard. */
final class ClickHouseScripts {
    private static final int MIGRATIONS = 3;
    private static final String TABLE =
            "SELECT count() FROM system.tables WHERE database = currentDatabase() AND name = '%s'";

    private static final String COLUMN =
            "SELECT count() FROM system.columns WHERE database = currentDatabase() AND table = '%s' AND name = '%s'";

    private ClickHouseScripts() {}

    static List<CountedStatement> statements() {
        List<CountedStatement> all = new ArrayList<>();
        for (int version = 1; version <= MIGRATIONS; version++) {
            all.addAll(migration(version));
        }
        return all;
    }

    private static List<CountedStatement> migration(int v) {
        String t = "t" + v;
        String rows = "SELECT count() FROM " + t + " WHERE tag = '%s'";
        List<CountedStatement> s = new ArrayList<>();
        add(
                s,
                v,
                "CREATE TABLE " + t + " (tag String, n UInt64) ENGINE = MergeTree ORDER BY tag COMMENT '%s'",
                TABLE.formatted(t));
        add(s, v, "INSERT INTO " + t + " VALUES ('%s', 0)", rows.formatted(v + ".2"));
        add(s, v, "ALTER TABLE " + t + " ADD COLUMN c String DEFAULT '%s'", COLUMN.formatted(t, "c"));
        add(
                s,
                v,
                "CREATE TABLE IF NOT EXISTS g" + v + " (i UInt64) ENGINE = Memory COMMENT '%s'",
                TABLE.formatted("g" + v));
        add(s, v, "INSERT INTO " + t + " (tag, n) SELECT '%s', 0", rows.formatted(v + ".5"));
        add(s, v, "ALTER TABLE " + t + " UPDATE n = n + 1 WHERE tag != '%s'", "SELECT max(n) FROM " + t);
        add(s, v, "CREATE VIEW v" + v + " AS SELECT '%s' AS x", TABLE.formatted("v" + v));
        add(s, v, "ALTER TABLE " + t + " ADD COLUMN IF NOT EXISTS d String DEFAULT '%s'", COLUMN.formatted(t, "d"));
        add(s, v, "INSERT INTO " + t + " (tag) VALUES ('%s')", rows.formatted(v + ".9"));
        return s;
    }

    private static void add(List<CountedStatement> all, int version, String sql, String count) {
        int number = all.size() + 1;
        all.add(new CountedStatement(version, number, sql.formatted(version + "." + number), count));
    }

    static void write(Project project) {
        statements().stream()
                .collect(Collectors.groupingBy(CountedStatement::version))
                .forEach((version, statements) -> project.migration(
                        version + "_counted",
                        statements.stream().map(CountedStatement::sql).collect(Collectors.joining(";\n", "", ";\n")),
                        ""));
    }
}
