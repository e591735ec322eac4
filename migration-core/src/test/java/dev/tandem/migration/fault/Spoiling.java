package dev.tandem.migration.fault;

import static dev.tandem.migration.fault.SpoiltDatabase.HISTORY;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One way to break a history.
 *
 * @param name what is broken
 * @param postgres what breaks it in PostgreSQL; {@code null} where it cannot be
 * @param clickhouse the same of ClickHouse
 * @param up what an {@code up} with something due says; empty when it rightly works
 */
record Spoiling(
        String name,
        @Nullable Function<SpoiltDatabase, List<String>> postgres,
        @Nullable Function<SpoiltDatabase, List<String>> clickhouse,
        String up) {

    private static final String HALF_WAY = "version = 3 AND state = 'checkpoint'";

    private static Spoiling both(String name, String up, Function<SpoiltDatabase, List<String>> statements) {
        return new Spoiling(name, statements, statements, up);
    }

    private static Spoiling postgres(String name, String up, String... statements) {
        return new Spoiling(name, database -> List.of(statements), null, up);
    }

    private static Spoiling clickhouse(String name, String up, String... statements) {
        return new Spoiling(name, null, database -> List.of(statements), up);
    }

    @SafeVarargs
    private static List<String> all(List<String>... some) {
        List<String> all = new ArrayList<>();
        for (List<String> one : some) {
            all.addAll(one);
        }
        return all;
    }

    static List<Spoiling> all() {
        List<Spoiling> all = new ArrayList<>();
        rows(all);
        values(all);
        shapes(all);
        others(all);
        return all;
    }

    private static void rows(List<Spoiling> all) {
        all.add(both("the first row missing", "out of order", db -> db.delete("version = 1")));
        all.add(both("a middle row missing", "out of order", db -> db.delete("version = 2")));
        all.add(both("the last row missing", "?", db -> db.delete("version = 3 AND state = 'applied'")));
        all.add(both(
                "started missing, checkpoint there",
                "?",
                db -> db.delete("version = 3 AND state IN ('started', 'applied')")));
        all.add(both("only started there", "?", db -> db.delete("version = 3 AND state != 'started'")));
        all.add(both("all rows missing", "exists", db -> db.delete("1 = 1")));
        all.add(both("rows doubled exactly", "", db -> db.again("name", "name", "1 = 1")));
        all.add(both("a number written by two runs", "", db -> db.again("run_id", "'other'", "state = 'applied'")));
        all.add(both(
                "a number written by two runs, one failed",
                "?",
                db -> all(
                        db.again("state", "'failed'", "version = 2"), db.change("error", "'x'", "state = 'failed'"))));
        all.add(both("a version of no file", "its file is gone", db -> db.change("version", "0", "version = 1")));
        all.add(both(
                "a version applied by a newer application",
                "out of order",
                db -> db.again("version", "99", "version = 2")));
        all.add(new Spoiling(
                "ten thousand events",
                db -> List.of("INSERT INTO " + HISTORY
                        + " SELECT 1000 + g, 9, 'r', 'who', '2026-01-01', 1, 100 + g, 'n' || g, 'up', 'applied', 1, 1, 'v1:x', 'v1:x',"
                        + " 'none', NULL, 'DROP TABLE gone', NULL FROM generate_series(1, 10000) g"),
                db -> List.of(
                        "INSERT INTO " + HISTORY
                                + " SELECT 1000 + number, 9, 'r', 'who', '2026-01-01', 1, 100 + number, concat('n', toString(number)), 'up',"
                                + " 'applied', 1, 1, 'v1:x', 'v1:x', 'none', NULL, 'DROP TABLE gone', NULL FROM numbers(10000)"),
                "out of order"));
    }

    private static void values(List<Spoiling> all) {
        for (String column : List.of("state", "action", "effects")) {
            all.add(both("an unknown " + column, "sideways", db -> db.change(column, "'sideways'", "version = 2")));
            all.add(both("an empty " + column, "event ''", db -> db.change(column, "''", "version = 2")));
        }
        for (String column : List.of(
                "seq",
                "fence",
                "run_id",
                "applied_by",
                "at",
                "duration_ms",
                "version",
                "name",
                "action",
                "state",
                "statement",
                "fingerprint",
                "script",
                "effects")) {
            all.add(both("NULL as " + column, "without a value in the column", db -> db.toNull(column, "version = 2")));
        }
        all.add(both("the number zero", "", db -> db.change("seq", "0", "version = 1")));
        all.add(new Spoiling(
                "a negative number", db -> db.change("seq", "-5", "version = 1"), null, "which Tandem never writes"));
        all.add(both(
                "the greatest number",
                "which Tandem never writes",
                db -> db.change("seq", "9223372036854775807", "version = 1")));
        all.add(new Spoiling(
                "a number beyond all",
                null,
                db -> db.change("seq", "18446744073709551615", "version = 1"),
                "which Tandem never writes"));
        all.add(both(
                "the greatest fence",
                "which Tandem never writes",
                db -> db.change("fence", "9223372036854775807", "version = 1")));
        all.add(both("a fence that goes back", "", db -> db.change("fence", "0", "version = 2")));
        all.add(both(
                "the version of repeatable ones", "out of order", db -> db.change("version", "-1", "version = 1")));
        all.add(both(
                "the lowest version",
                "which Tandem never writes",
                db -> db.change("version", "-9223372036854775807", "version = 1")));
        for (String count : List.of("7", "2147483647")) {
            all.add(both(
                    count + " statements done of two",
                    count.equals("7") ? "differs from what ran" : "which Tandem never writes",
                    db -> all(
                            db.delete("version = 3 AND state IN ('started', 'applied')"),
                            db.change("statement", count, HALF_WAY))));
        }
        all.add(new Spoiling(
                "-3 statements done of two",
                db -> all(
                        db.delete("version = 3 AND state IN ('started', 'applied')"),
                        db.change("statement", "-3", HALF_WAY)),
                null,
                "which Tandem never writes"));
        all.add(new Spoiling(
                "too many statements for a number",
                null,
                db -> all(
                        db.delete("version = 3 AND state = 'applied'"), db.change("statement", "4294967295", HALF_WAY)),
                "which Tandem never writes"));
        all.add(both("an unknown fingerprint scheme", "", db -> db.change("fingerprint", "'v9:00'", "version = 2")));
        all.add(both(
                "an unknown fingerprint scheme, and another digest",
                "changed",
                db -> all(
                        db.change("fingerprint", "'v9:00'", "version = 2"),
                        db.change("script", "'b9:00'", "version = 2"))));
        all.add(both(
                "an unknown fingerprint scheme half way",
                "dirty",
                db -> all(
                        db.delete("version = 3 AND state = 'applied'"),
                        db.change("fingerprint", "'v9:00'", HALF_WAY),
                        db.change("script", "'v9:00'", HALF_WAY))));
        all.add(both("a time before the epoch", "", db -> db.change("at", "'1969-01-01 00:00:00'", "version = 2")));
    }

    private static void shapes(List<Spoiling> all) {
        all.add(both("no table", "exists", db -> List.of("DROP TABLE " + HISTORY)));
        for (String column : List.of("seq", "fence", "at", "version", "statement", "script", "down_sql", "error")) {
            all.add(new Spoiling(
                    "no column " + column,
                    db -> List.of("ALTER TABLE " + HISTORY + " DROP COLUMN " + column),
                    db -> List.of(
                            db.createdAs("copy", "SELECT * EXCEPT " + column + " FROM " + HISTORY),
                            "EXCHANGE TABLES copy AND " + HISTORY,
                            db.comment("tandem history, layout 1"),
                            "DROP TABLE copy SYNC"),
                    "has not the columns that it was created with"));
        }
        for (String column : List.of("seq", "at", "version", "statement", "fence")) {
            all.add(new Spoiling(
                    "text in the column " + column,
                    db -> List.of("ALTER TABLE " + HISTORY + " ALTER COLUMN " + column + " TYPE text USING 'x' || "
                            + column + "::text"),
                    db -> List.of(
                            db.createdAs("copy", "SELECT * REPLACE ('x' AS " + column + ") FROM " + HISTORY),
                            "EXCHANGE TABLES copy AND " + HISTORY,
                            db.comment("tandem history, layout 1"),
                            "DROP TABLE copy SYNC"),
                    column.equals("at")
                            ? "has not the columns that it was created with"
                            : "which Tandem never writes"));
        }
        all.add(new Spoiling(
                "a column more",
                db -> List.of("ALTER TABLE " + HISTORY + " ADD COLUMN note text"),
                db -> List.of("ALTER TABLE " + HISTORY + " ADD COLUMN note String"),
                ""));
        all.add(postgres(
                "a column more that must be given",
                "violates not-null",
                "ALTER TABLE " + HISTORY + " ADD COLUMN note text NOT NULL DEFAULT 'x'",
                "ALTER TABLE " + HISTORY + " ALTER COLUMN note DROP DEFAULT"));
        for (String comment : List.of("tandem history, layout 2", "tandem history, layout 99, more")) {
            all.add(both("the comment " + comment, "layout of another version", db -> List.of(db.comment(comment))));
        }
        all.add(both("no comment", "", db -> List.of(db.comment(""))));
        all.add(both("somebody's comment", "", db -> List.of(db.comment("do not touch"))));
    }

    private static void others(List<Spoiling> all) {
        String drop = "DROP TABLE " + HISTORY;
        all.add(postgres(
                "golang-migrate's table",
                "golang-migrate",
                drop,
                "CREATE TABLE " + HISTORY + " (version bigint PRIMARY KEY, dirty boolean NOT NULL)",
                "INSERT INTO " + HISTORY + " VALUES (2, false)"));
        all.add(clickhouse(
                "golang-migrate's table",
                "golang-migrate",
                drop,
                "CREATE TABLE " + HISTORY + " (version Int64, dirty UInt8, sequence UInt64) ENGINE = TinyLog",
                "INSERT INTO " + HISTORY + " VALUES (2, 0, 1)"));
        all.add(postgres(
                "dbmate's table",
                "dbmate",
                drop,
                "CREATE TABLE " + HISTORY + " (version varchar PRIMARY KEY)",
                "INSERT INTO " + HISTORY + " VALUES ('1'), ('2'), ('x')"));
        all.add(clickhouse(
                "dbmate's table",
                "dbmate",
                drop,
                "CREATE TABLE " + HISTORY
                        + " (version String, ts DateTime DEFAULT '2026-01-01 00:00:00', applied UInt8 DEFAULT 1)"
                        + " ENGINE = ReplacingMergeTree(ts) PRIMARY KEY version ORDER BY version",
                "INSERT INTO " + HISTORY + " (version) VALUES ('1'), ('2'), ('x')"));
        for (String columns : List.of(
                "id int, version_id bigint, is_applied boolean, tstamp timestamp",
                "installed_rank int, version varchar(50), description text, type text, script text, checksum int,"
                        + " installed_by text, installed_on timestamp, execution_time int, success boolean",
                "id text, author text, filename text, dateexecuted timestamp, orderexecuted int, exectype text, md5sum text",
                "version_num varchar(32)",
                "fence bigint, fingerprint text",
                "i int")) {
            String types = columns.replace("bigint", "Int64")
                    .replaceAll("\\bint\\b", "Int32")
                    .replaceAll("varchar\\(\\d+\\)|\\btext\\b", "String")
                    .replace("timestamp", "DateTime")
                    .replace("boolean", "Bool");
            String create = "CREATE TABLE " + HISTORY + " (";
            all.add(new Spoiling(
                    "a table of " + columns.replaceAll(",.*", ""),
                    db -> List.of(drop, create + columns + ")"),
                    db -> List.of(drop, create + types + ") ENGINE = MergeTree ORDER BY tuple()"),
                    "not a history of Tandem"));
        }
        String moved = "ALTER TABLE " + HISTORY + " RENAME TO moved";
        all.add(postgres("a view", "", moved, "CREATE VIEW " + HISTORY + " AS SELECT * FROM moved"));
        all.add(postgres(
                "a view that cannot be written",
                "cannot insert into view",
                moved,
                "CREATE VIEW " + HISTORY + " AS SELECT DISTINCT * FROM moved"));
        all.add(postgres(
                "a materialized view",
                "cannot change materialized view",
                moved,
                "CREATE MATERIALIZED VIEW " + HISTORY + " AS SELECT * FROM moved"));
        all.add(postgres("a sequence", "not a history of Tandem", drop, "CREATE SEQUENCE " + HISTORY));
        all.add(postgres("an index", "not a history of Tandem", drop, "CREATE INDEX " + HISTORY + " ON canary (i)"));
        all.add(postgres("a type", "not a history of Tandem", drop, "CREATE TYPE " + HISTORY + " AS (seq bigint)"));
        all.add(postgres(
                "a history in a schema beside",
                "exists",
                "CREATE SCHEMA other",
                "ALTER TABLE " + HISTORY + " SET SCHEMA other"));
        String rename = "RENAME TABLE " + HISTORY + " TO moved";
        all.add(clickhouse(
                "a view", "does not keep every event", rename, "CREATE VIEW " + HISTORY + " AS SELECT * FROM moved"));
        all.add(clickhouse(
                "a materialized view",
                "does not keep every event",
                rename,
                "CREATE MATERIALIZED VIEW " + HISTORY
                        + " ENGINE = MergeTree ORDER BY tuple() POPULATE AS SELECT * FROM moved"));
        for (String engine : List.of("Memory", "Log", "Null", "SummingMergeTree ORDER BY fence")) {
            all.add(clickhouse(
                    "a table of the engine " + engine,
                    "does not keep every event",
                    rename,
                    "CREATE TABLE " + HISTORY + " ENGINE = " + engine + " AS SELECT * FROM moved"));
        }
        all.add(clickhouse(
                "a dictionary",
                "not a history of Tandem",
                drop,
                "CREATE DICTIONARY " + HISTORY + " (i UInt64, v UInt64) PRIMARY KEY i"
                        + " SOURCE(CLICKHOUSE(QUERY 'SELECT 1, 2')) LAYOUT(FLAT()) LIFETIME(0)"));
    }

    @Override
    public String toString() {
        return name;
    }
}
