package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.MigrationState;
import dev.tandem.migration.Report;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.ManyMigrations;
import dev.tandem.migration.sql.Project;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A project of 300 migrations, such as one gathers in years. */
class ClickHouseProjectTest {
    private static final int MODULES = 15;

    @TempDir
    Path directory;

    @Test
    void threeHundredMigrationsGoUpAndDownAndUpAgainToTheSameSchema() {
        try (TestDatabase database = DatabasesForTests.clickhouse()) {
            ManyMigrations migrations = new ManyMigrations();
            for (int i = 0; i < MODULES; i++) {
                addModule(migrations, "m" + i);
            }
            assertThat(migrations.size()).isEqualTo(300);
            Project project = new Project("clickhouse", database, directory).timeout(Duration.ofMinutes(5));
            migrations.writeTo(project);

            assertThat(project.up().steps()).hasSize(300);
            List<String> schema = catalog(database);
            assertThat(project.up().outcome()).isEqualTo(Report.Outcome.NOTHING);
            assertThat(project.states()).hasSize(300).containsValue(MigrationState.APPLIED);

            assertThat(project.down(Integer.MAX_VALUE).steps()).hasSize(300);
            assertThat(Jdbc.tables(database.jdbcUrl())).containsExactly("schema_migrations");

            assertThat(project.up().steps()).hasSize(300);
            assertThat(catalog(database)).isEqualTo(schema);
            assertThat(schema)
                    .hasSizeGreaterThan(300)
                    .anyMatch(line -> line.startsWith("index"))
                    .anyMatch(line -> line.startsWith("projection"))
                    .anyMatch(line -> line.startsWith("dictionary"))
                    .anyMatch(line -> line.startsWith("rows m0_events 3"));
        }
    }

    /** The schema as lines that can be compared, and how many rows there are. */
    private static List<String> catalog(TestDatabase database) {
        return Jdbc.strings(database.jdbcUrl(), """
                SELECT line FROM (
                SELECT concat('table ', create_table_query) AS line FROM system.tables
                  WHERE database = currentDatabase() AND NOT startsWith(name, 'schema_migrations')
                UNION ALL SELECT concat('column ', table, '.', name, ' ', type, ' ', default_kind, ' ', default_expression,
                  ' ', compression_codec, ' ', comment, ' ', toString(position)) FROM system.columns
                  WHERE database = currentDatabase() AND NOT startsWith(table, 'schema_migrations')
                UNION ALL SELECT concat('index ', table, '.', name, ' ', type_full, ' ', expr, ' ', toString(granularity))
                  FROM system.data_skipping_indices WHERE database = currentDatabase()
                UNION ALL SELECT concat('projection ', table, '.', name, ' ', toString(type), ' ', query)
                  FROM system.projections WHERE database = currentDatabase()
                UNION ALL SELECT concat('dictionary ', name, ' ', toString(key.names), ' ', toString(attribute.types))
                  FROM system.dictionaries WHERE database = currentDatabase()
                UNION ALL SELECT concat('rows ', name, ' ', toString(total_rows)) FROM system.tables
                  WHERE database = currentDatabase() AND NOT startsWith(name, 'schema_migrations') AND total_rows IS NOT NULL
                ) ORDER BY line
                """);
    }

    /** Twenty migrations on tables of one part of the application. */
    private static void addModule(ManyMigrations all, String m) {
        Module module = (name, up, down) -> all.add(m + "_" + name, up.replace("{m}", m), down.replace("{m}", m));
        module.add("create_events", """
                CREATE TABLE {m}_events (
                  at DateTime64(3, 'UTC'), -- ; when
                  kind LowCardinality(String) DEFAULT 'it''s; new',
                  user UInt32 CODEC(Delta, ZSTD(1)), /* ; */
                  price Nullable(Decimal(12, 2))
                ) ENGINE = MergeTree PARTITION BY toYYYYMM(at) ORDER BY (kind, at) SETTINGS index_granularity = 1024;
                """, "DROP TABLE {m}_events SYNC;");
        module.add(
                "more_columns",
                """
                ALTER TABLE {m}_events ADD COLUMN tags Array(String) DEFAULT ['a;'], ADD COLUMN day Date MATERIALIZED toDate(at);
                ALTER TABLE {m}_events ADD COLUMN IF NOT EXISTS attributes Map(String, String) AFTER kind;
                """,
                "ALTER TABLE {m}_events DROP COLUMN attributes, DROP COLUMN day, DROP COLUMN tags;");
        module.add(
                "wider",
                "ALTER TABLE {m}_events MODIFY COLUMN user UInt64 CODEC(ZSTD(3));",
                "ALTER TABLE {m}_events MODIFY COLUMN user UInt32 CODEC(Delta, ZSTD(1));");
        module.add(
                "comments",
                """
                ALTER TABLE {m}_events COMMENT COLUMN kind 'what; it\\'s';
                ALTER TABLE {m}_events MODIFY COMMENT 'all; of them';
                """,
                "ALTER TABLE {m}_events MODIFY COMMENT ''; ALTER TABLE {m}_events COMMENT COLUMN kind '';");
        module.add("rows", """
                INSERT INTO {m}_events (at, kind, user) VALUES ('2026-01-01 00:00:00', 'a;b', 1), ('2026-02-01 00:00:00', 'c', 2);
                INSERT INTO {m}_events (at, kind, user) FORMAT CSV
                2026-03-01 00:00:00,"d;e",3

                SELECT 1;
                """, "TRUNCATE TABLE {m}_events;");
        module.add(
                "indices",
                """
                ALTER TABLE {m}_events ADD INDEX by_user user TYPE minmax GRANULARITY 4;
                ALTER TABLE {m}_events ADD INDEX by_tags tags TYPE bloom_filter(0.01) GRANULARITY 2;
                ALTER TABLE {m}_events MATERIALIZE INDEX by_user;
                """,
                "ALTER TABLE {m}_events DROP INDEX by_tags; ALTER TABLE {m}_events DROP INDEX by_user;");
        module.add("projection", """
                ALTER TABLE {m}_events ADD PROJECTION users (SELECT user, count() GROUP BY user);
                ALTER TABLE {m}_events MATERIALIZE PROJECTION users;
                """, "ALTER TABLE {m}_events DROP PROJECTION users;");
        module.add(
                "ttl",
                "ALTER TABLE {m}_events MODIFY TTL toDateTime(at) + INTERVAL 50 YEAR;",
                "ALTER TABLE {m}_events REMOVE TTL;");
        module.add("daily", """
                CREATE TABLE {m}_daily (day Date, kind String, events SimpleAggregateFunction(sum, UInt64),
                  users AggregateFunction(uniq, UInt64)) ENGINE = AggregatingMergeTree ORDER BY (day, kind);
                """, "DROP TABLE {m}_daily SYNC;");
        module.add("daily_view", """
                CREATE MATERIALIZED VIEW {m}_daily_view TO {m}_daily AS
                  SELECT toDate(at) AS day, toString(kind) AS kind, count() AS events, uniqState(user) AS users
                  FROM {m}_events GROUP BY day, kind;
                """, "DROP VIEW {m}_daily_view SYNC;");
        module.add("view", """
                CREATE VIEW {m}_latest AS SELECT kind, max(at) AS at FROM {m}_events WHERE kind != ';' GROUP BY kind;
                """, "DROP VIEW {m}_latest;");
        module.add("dictionary", """
                CREATE DICTIONARY {m}_names (id UInt64, name String DEFAULT 'none;') PRIMARY KEY id
                  SOURCE(NULL()) LIFETIME(MIN 0 MAX 1000) LAYOUT(HASHED());
                """, "DROP DICTIONARY {m}_names;");
        module.add("users", """
                CREATE TABLE {m}_users (id UInt64, name String, version UInt64, deleted UInt8 DEFAULT 0, deleted_by String,
                  CONSTRAINT named CHECK name != ';') ENGINE = ReplacingMergeTree(version, deleted) ORDER BY id;
                INSERT INTO {m}_users SELECT number, concat('name; ', toString(number)), 1, 0, '' FROM numbers(100);
                """, "DROP TABLE {m}_users SYNC;");
        module.add(
                "setting",
                "ALTER TABLE {m}_users MODIFY SETTING merge_with_ttl_timeout = 7200;",
                "ALTER TABLE {m}_users RESET SETTING merge_with_ttl_timeout;");
        module.add(
                "renamed_column",
                "ALTER TABLE {m}_users RENAME COLUMN deleted_by TO \"removed; by\";",
                "ALTER TABLE {m}_users RENAME COLUMN `removed; by` TO deleted_by;");
        module.add("state", """
                ALTER TABLE {m}_users ADD COLUMN state Enum8('new' = 1, 'old;' = 2) DEFAULT 'new';
                ALTER TABLE {m}_users MODIFY COLUMN state Enum8('new' = 1, 'old;' = 2, 'lost' = 3) DEFAULT 'new';
                """, "ALTER TABLE {m}_users DROP COLUMN state;");
        module.add(
                "mutation",
                "ALTER TABLE {m}_users UPDATE name = concat(name, ';') WHERE id < 50; ALTER TABLE {m}_users DELETE WHERE id = 99;",
                "ALTER TABLE {m}_users UPDATE name = substring(name, 1, length(name) - 1) WHERE id < 50;");
        module.add("constraint", """
                ALTER TABLE {m}_users ADD CONSTRAINT low CHECK version < 1000000;
                """, "ALTER TABLE {m}_users DROP CONSTRAINT low;");
        module.add("log_and_null", """
                SET max_threads = 1;
                CREATE TABLE {m}_log (line String, level Enum('a;' = 1, 'b' = 2)) ENGINE = Log;
                CREATE TABLE {m}_sink (`odd; name` String, "other" UInt8) ENGINE = Null;
                CREATE TABLE {m}_sums (k UInt8, v Int64) ENGINE = SummingMergeTree ORDER BY k;
                """, "DROP TABLE {m}_sums SYNC; DROP TABLE {m}_sink; DROP TABLE {m}_log;");
        module.add(
                "renamed_table",
                "RENAME TABLE {m}_log TO {m}_lines; EXCHANGE TABLES {m}_lines AND {m}_sink;",
                "EXCHANGE TABLES {m}_lines AND {m}_sink; RENAME TABLE {m}_lines TO {m}_log;");
    }

    private interface Module {
        void add(String name, String up, String down);
    }
}
