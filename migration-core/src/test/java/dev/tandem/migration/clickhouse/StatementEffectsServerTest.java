package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.migration.Effects;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a server really leaves behind: each row of the table, and where the code alone would deceive. */
class StatementEffectsServerTest {
    private static final String READ_ONLY = "&clickhouse_setting_readonly=1";

    /** kind, code, statement; {@code @} stands for the test's database, {@code !} for a session that may only read. */
    private static final String ROWS = """
            CREATE   |  16 | CREATE TABLE x (i Int8) ENGINE = ReplacingMergeTree(nope) ORDER BY i
            CREATE   |  36 | CREATE TABLE x (i Int8) ENGINE = Memory ORDER BY i
            CREATE   |  42 | CREATE TABLE x (i Int8) ENGINE = Null(1)
            CREATE   |  43 | CREATE TABLE x (i Int8 DEFAULT length(1)) ENGINE = Memory
            CREATE   |  44 | CREATE TABLE x (i Int8, i Int8) ENGINE = Memory
            CREATE   |  46 | CREATE TABLE x (i Int8 DEFAULT nope(1)) ENGINE = Memory
            CREATE   |  47 | CREATE TABLE x (i Int8) ENGINE = MergeTree ORDER BY nope
            CREATE   |  50 | CREATE TABLE x (i Nope) ENGINE = Memory
            CREATE   |  56 | CREATE TABLE x (i Int8) ENGINE = Nope
            CREATE   |  57 | CREATE TABLE t (i Int8) ENGINE = Memory
            CREATE   |  57 | CREATE DICTIONARY t (i UInt64) PRIMARY KEY i SOURCE(NULL()) LAYOUT(FLAT()) LIFETIME(0)
            CREATE   |  63 | CREATE TABLE x (i AggregateFunction(nope, UInt8)) ENGINE = Memory
            CREATE   |  69 | CREATE TABLE x (i Decimal(100, 1)) ENGINE = Memory
            CREATE   |  80 | CREATE TABLE x ENGINE = Memory
            CREATE   |  80 | CREATE TABLE x (i Int8, INDEX a i TYPE nope) ENGINE = MergeTree ORDER BY i
            CREATE   |  81 | CREATE TABLE nowhere.x (i Int8) ENGINE = Memory
            CREATE   |  81 | CREATE TABLE x AS nowhere.t
            CREATE   | 115 | CREATE TABLE x (i Int8) ENGINE = MergeTree ORDER BY i SETTINGS nope = 1
            CREATE   | 127 | CREATE TABLE x (i Int8, INDEX a i TYPE minmax, INDEX a i TYPE minmax) ENGINE = MergeTree ORDER BY i
            CREATE   | 164 | !CREATE TABLE x (i Int8) ENGINE = Memory
            CREATE   | 223 | CREATE TABLE x (i FixedString('a')) ENGINE = Memory
            CREATE   | 390 | CREATE TABLE x AS nope
            CREATE   | 432 | CREATE TABLE x (i Int8 CODEC(NOPE)) ENGINE = MergeTree ORDER BY i
            CREATE   | 450 | CREATE TABLE x (i Int8) ENGINE = MergeTree ORDER BY i TTL i
            CREATE   | 455 | CREATE TABLE x (i LowCardinality(UInt8)) ENGINE = Memory
            CREATE   | 489 | CREATE DICTIONARY x (i UInt64) PRIMARY KEY nope SOURCE(NULL()) LAYOUT(FLAT()) LIFETIME(0)
            CREATE   | 583 | CREATE TABLE x (i Int8, PROJECTION a (SELECT i), PROJECTION a (SELECT i)) ENGINE = MergeTree ORDER BY i
            VIEW     |   8 | CREATE MATERIALIZED VIEW x TO u AS SELECT s FROM t
            VIEW     |  42 | CREATE VIEW x AS SELECT toInt8(1, 2, 3)
            VIEW     |  43 | CREATE VIEW x AS SELECT length(1)
            VIEW     |  44 | CREATE MATERIALIZED VIEW x (a Int8, a Int8) ENGINE = Memory AS SELECT i AS a FROM t
            VIEW     |  46 | CREATE OR REPLACE VIEW v AS SELECT nope(1)
            VIEW     |  47 | CREATE VIEW x AS SELECT nope FROM t
            VIEW     |  47 | CREATE MATERIALIZED VIEW x ENGINE = MergeTree ORDER BY nope AS SELECT i FROM t
            VIEW     |  50 | CREATE MATERIALIZED VIEW x (a Nope) ENGINE = MergeTree ORDER BY a AS SELECT i AS a FROM t
            VIEW     |  56 | CREATE MATERIALIZED VIEW x ENGINE = Nope AS SELECT i FROM t
            VIEW     |  57 | CREATE VIEW v AS SELECT 1
            VIEW     |  57 | CREATE MATERIALIZED VIEW v ENGINE = MergeTree ORDER BY i AS SELECT i FROM t
            VIEW     |  60 | CREATE VIEW x AS SELECT * FROM nope
            VIEW     |  60 | CREATE MATERIALIZED VIEW x TO nope AS SELECT i FROM t
            VIEW     |  81 | CREATE MATERIALIZED VIEW x TO nowhere.u AS SELECT i FROM t
            VIEW     | 115 | CREATE MATERIALIZED VIEW x ENGINE = MergeTree ORDER BY i SETTINGS nope = 1 AS SELECT i FROM t
            VIEW     | 164 | !CREATE VIEW x AS SELECT 1
            ALTER    |  10 | ALTER TABLE t DROP COLUMN nope
            ALTER    |  10 | ALTER TABLE t MODIFY COLUMN nope Int8
            ALTER    |  15 | ALTER TABLE t ADD COLUMN s Int8
            ALTER    |  16 | ALTER TABLE t ADD COLUMN x Int8 AFTER nope
            ALTER    |  36 | ALTER TABLE t DROP INDEX nope
            ALTER    |  36 | ALTER TABLE t MODIFY ORDER BY (i, s)
            ALTER    |  42 | ALTER TABLE t ADD COLUMN x Int8 DEFAULT toInt8(1, 2, 3)
            ALTER    |  43 | ALTER TABLE t ADD COLUMN x Int8 DEFAULT length(1)
            ALTER    |  44 | ALTER TABLE t ADD INDEX ix i TYPE minmax
            ALTER    |  46 | ALTER TABLE t ADD COLUMN x Int8 DEFAULT nope(1)
            ALTER    |  47 | ALTER TABLE t DROP COLUMN i
            ALTER    |  50 | ALTER TABLE t MODIFY COLUMN s Nope
            ALTER    |  60 | ALTER TABLE nope ADD COLUMN x Int8
            ALTER    |  80 | ALTER TABLE t ADD INDEX iy i TYPE nope
            ALTER    |  81 | ALTER TABLE nowhere.t ADD COLUMN x Int8
            ALTER    | 115 | ALTER TABLE t MODIFY SETTING nope = 1
            ALTER    | 164 | !ALTER TABLE t ADD COLUMN x Int8
            ALTER    | 432 | ALTER TABLE t ADD COLUMN x Int8 CODEC(NOPE)
            ALTER    | 450 | ALTER TABLE t MODIFY TTL i
            ALTER    | 524 | ALTER TABLE t MODIFY COLUMN i String
            ALTER    | 582 | ALTER TABLE t DROP PROJECTION nope
            ALTER    | 583 | ALTER TABLE t ADD PROJECTION pr (SELECT i ORDER BY s)
            DROP     |  60 | DROP TABLE nope
            DROP     |  60 | DETACH TABLE nope
            DROP     |  80 | DROP VIEW t
            DROP     |  80 | DROP DICTIONARY t
            DROP     |  81 | DROP TABLE nowhere.t
            DROP     | 164 | !DROP TABLE t
            RENAME   |  57 | RENAME TABLE t TO u
            RENAME   |  60 | RENAME TABLE nope TO x
            RENAME   |  60 | EXCHANGE TABLES t AND nope
            RENAME   |  81 | RENAME TABLE t TO nowhere.x
            RENAME   | 164 | !RENAME TABLE t TO x
            DATABASE |  81 | DROP DATABASE nowhere
            DATABASE |  82 | CREATE DATABASE @
            DATABASE | 164 | !DROP DATABASE @
            DATABASE | 336 | CREATE DATABASE elsewhere ENGINE = Nope
            """;

    private static TestDatabase database;

    private record Row(StatementKind kind, int code, String statement) {
        static Row of(String line) {
            String[] parts = line.split("\\|", 3);
            String statement = parts[2].strip().replace("@", database.name());
            return new Row(StatementKind.valueOf(parts[0].strip()), Integer.parseInt(parts[1].strip()), statement);
        }
    }

    @BeforeAll
    static void createDatabase() {
        database = DatabasesForTests.clickhouse();
        Jdbc.execute(
                database.jdbcUrl(),
                "CREATE TABLE t (i UInt64, s String, INDEX ix i TYPE minmax, PROJECTION pr (SELECT i ORDER BY s))"
                        + " ENGINE = MergeTree ORDER BY i",
                "CREATE TABLE u (i UInt64) ENGINE = MergeTree ORDER BY i",
                "CREATE VIEW v AS SELECT 1 AS x",
                "INSERT INTO t SELECT number, 's' FROM numbers(10)");
    }

    @AfterAll
    static void dropDatabase() {
        database.close();
    }

    static List<Row> rows() {
        return ROWS.lines().map(Row::of).toList();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aRowOfTheTableLeavesNothing(Row row) {
        boolean readOnly = row.statement().startsWith("!");
        String statement = row.statement().substring(readOnly ? 1 : 0);
        List<String> before = everything();

        assertThat(code(database.jdbcUrl() + (readOnly ? READ_ONLY : ""), statement))
                .isEqualTo(row.code());

        assertThat(everything()).isEqualTo(before);
        assertThat(StatementKind.of(statement)).isEqualTo(row.kind());
        assertThat(StatementEffects.afterFailure(statement, row.code())).isEqualTo(Effects.NONE);
    }

    @Test
    void everyRowOfTheTableIsProvoked() {
        Set<String> provoked = new TreeSet<>();
        rows().forEach(row -> provoked.add(row.kind() + " " + row.code()));
        Set<String> listed = new TreeSet<>();
        StatementEffects.NOTHING.forEach((kind, codes) -> codes.stream()
                .filter(code -> code != StatementEffects.ACCESS_DENIED)
                .forEach(code -> listed.add(kind + " " + code)));

        assertThat(provoked).isEqualTo(listed);
    }

    /** What they leave, the next test's server shows; that they are not called nothing, this one. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    INSERT INTO t SELECT throwIf(number = 3000000), '' FROM numbers(5000000)                     | 395
                    CREATE MATERIALIZED VIEW %s ENGINE = MergeTree ORDER BY j POPULATE AS SELECT throwIf(i = 5) AS j FROM t | 395
                    ALTER TABLE t UPDATE s = toString(throwIf(i = 5)) WHERE 1                                    | 341
                    DELETE FROM t WHERE throwIf(i = 5)                                                           | 341
                    ALTER TABLE t MODIFY COLUMN s UInt8                                                          | 341
                    ALTER TABLE t ADD COLUMN x Int8, DELETE WHERE nope                                           | 47
                    """)
    void whatLeavesSomethingIsUnknown(String template, int code) {
        try (TestDatabase own = DatabasesForTests.clickhouse()) {
            String statement = template.formatted("left");
            Jdbc.execute(
                    own.jdbcUrl(),
                    "CREATE TABLE t (i UInt64, s String) ENGINE = MergeTree ORDER BY i",
                    "INSERT INTO t SELECT number, 's' FROM numbers(10)");
            List<String> before = everything(own);

            assertThat(code(own.jdbcUrl() + "&clickhouse_setting_mutations_sync=2", statement))
                    .isEqualTo(code);

            assertThat(everything(own)).isNotEqualTo(before);
            assertThat(StatementEffects.afterFailure(statement, code)).isEqualTo(Effects.UNKNOWN);
        }
    }

    private static int code(String url, String statement) {
        return ClickHouseErrors.code(catchThrowableOfType(SQLException.class, () -> {
            try (Connection connection = DriverManager.getConnection(url);
                    Statement sending = connection.createStatement()) {
                sending.executeUpdate(statement);
            }
        }));
    }

    private static List<String> everything() {
        return everything(database);
    }

    /** Databases, tables with the inner ones, their definitions, rows and mutations. */
    private static List<String> everything(TestDatabase one) {
        List<String> all = new ArrayList<>();
        for (String query : List.of(
                "SELECT name FROM system.databases WHERE name NOT LIKE 'test%' OR name = currentDatabase() ORDER BY name",
                "SELECT concat(name, ' ', create_table_query, ' ', toString(total_rows)) FROM system.tables"
                        + " WHERE database = currentDatabase() ORDER BY name",
                "SELECT concat(table, ' ', mutation_id) FROM system.mutations WHERE database = currentDatabase()"
                        + " ORDER BY ALL")) {
            all.addAll(Jdbc.strings(one.jdbcUrl(), query));
        }
        return all;
    }
}
