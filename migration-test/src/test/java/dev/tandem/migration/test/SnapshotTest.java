package dev.tandem.migration.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.embedded.DatabasesForTests;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever was done, everything is as it was. */
class SnapshotTest {
    private static final List<String> POSTGRES = List.of(
            "INSERT INTO accounts (email) SELECT 'x' || nextval('order_numbers')",
            "INSERT INTO accounts (id, email) VALUES (77, 'seventy-seven') ON CONFLICT DO NOTHING",
            "INSERT INTO orders (account, total) SELECT min(id), 1 FROM accounts HAVING count(*) > 0",
            "DELETE FROM orders WHERE number % 2 = 0",
            "DELETE FROM accounts WHERE id NOT IN (SELECT account FROM orders)",
            "UPDATE orders SET total = total + 1",
            "TRUNCATE orders RESTART IDENTITY",
            "SELECT setval('order_numbers', 5)",
            "SELECT nextval('order_numbers')",
            "ALTER TABLE accounts ADD COLUMN IF NOT EXISTS more int DEFAULT 1",
            "CREATE TABLE IF NOT EXISTS other (a int)",
            "DROP INDEX IF EXISTS orders_account",
            "CREATE SCHEMA IF NOT EXISTS further",
            "SELECT lo_from_bytea(0, 'x')",
            "DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || ' SET statement_timeout = 5000'; END $$",
            "ANALYZE");
    private static final List<String> CLICKHOUSE = List.of(
            "INSERT INTO events SELECT '2026-03-01 00:00:00', 'more', number FROM numbers(100)",
            "INSERT INTO events VALUES ('2026-01-01 00:00:00', 'begin', 1)",
            "ALTER TABLE events DELETE WHERE amount = 1 SETTINGS mutations_sync = 2",
            "ALTER TABLE events UPDATE amount = 10 WHERE 1 SETTINGS mutations_sync = 2",
            "ALTER TABLE events DROP PARTITION 202601",
            "TRUNCATE TABLE totals",
            "OPTIMIZE TABLE totals FINAL",
            "INSERT INTO plans VALUES (3, 'gift')",
            "SELECT dictGet('plan_names', 'name', toUInt64(3))",
            "TRUNCATE TABLE plans",
            "DELETE FROM events WHERE kind = 'more'");
    private static final List<String> CLICKHOUSE_DEFINITIONS = List.of(
            "ALTER TABLE events ADD COLUMN IF NOT EXISTS further String",
            "DROP TABLE IF EXISTS counts SYNC",
            "DROP VIEW IF EXISTS kinds",
            "CREATE TABLE IF NOT EXISTS other (a Int8) ENGINE = Memory",
            "DROP DICTIONARY IF EXISTS plan_names");

    private DatabasesOfClass databases;

    @BeforeEach
    void migrate() {
        databases = MigrationExtension.builder().build().create();
    }

    @AfterEach
    void drop() {
        databases.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void postgresIsExactlyAsItWas(long seed) {
        DatabaseOfClass postgres = databases.database("postgres");
        Map<String, List<?>> before = postgres(postgres);
        Random random = new Random(seed);
        for (int round = 0; round < 5; round++) {
            List<String> done = execute(postgres, POSTGRES, random);
            postgres.restore();
            assertThat(postgres(postgres)).as("after %s", done).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void clickHouseIsExactlyAsItWas(long seed) {
        DatabaseOfClass clickhouse = databases.database("clickhouse");
        Map<String, List<?>> before = clickhouse(clickhouse);
        assertThat(before.toString()).contains("begin", "free");
        Random random = new Random(seed);
        for (int round = 0; round < 5; round++) {
            List<String> done = new ArrayList<>(execute(clickhouse, CLICKHOUSE, random));
            if (round % 2 == 1) {
                done.addAll(execute(clickhouse, CLICKHOUSE_DEFINITIONS, random));
            }
            clickhouse.restore();
            assertThat(clickhouse(clickhouse)).as("after %s", done).isEqualTo(before);
        }
    }

    @Test
    void materializedViewsLiveOnAfterTheirTablesWereMadeAgain() {
        DatabaseOfClass clickhouse = databases.database("clickhouse");
        execute(clickhouse, "DROP TABLE events SYNC");
        clickhouse.restore();
        execute(clickhouse, "INSERT INTO events VALUES (now(), 'begin', 4)");
        assertThat(rows(clickhouse, "SELECT sum(amount) FROM totals")).containsExactly(List.of("7"));
        assertThat(rows(clickhouse, "SELECT sum(n) FROM counts")).containsExactly(List.of("3"));
        clickhouse.restore();
        assertThat(rows(clickhouse, "SELECT sum(n) FROM counts")).containsExactly(List.of("2"));
    }

    @Test
    void puttingRowsBackFeedsNoViewASecondTime() {
        try (DatabaseOfClass own = new DatabaseOfClass("clickhouse", DatabasesForTests.clickhouse())) {
            execute(own, "CREATE TABLE clicks (n UInt64) ENGINE = Memory");
            execute(own, "CREATE TABLE sums (n UInt64) ENGINE = Log");
            execute(own, "CREATE MATERIALIZED VIEW clicks_to_sums TO sums AS SELECT n FROM clicks");
            execute(own, "CREATE MATERIALIZED VIEW kept ENGINE = Memory AS SELECT n FROM clicks");
            execute(own, "INSERT INTO clicks VALUES (1)");
            own.remember();
            for (int round = 0; round < 2; round++) {
                execute(own, "INSERT INTO clicks VALUES (10)");
                assertThat(rows(own, "SELECT n FROM sums ORDER BY n")).hasSize(2);
                own.restore();
                for (String table : List.of("clicks", "sums", "kept")) {
                    assertThat(rows(own, "SELECT n FROM " + table)).as(table).containsExactly(List.of("1"));
                }
            }
        }
    }

    @Test
    void dictionariesForgetWhatATestHasWritten() {
        DatabaseOfClass clickhouse = databases.database("clickhouse");
        execute(clickhouse, "INSERT INTO plans VALUES (3, 'gift')");
        assertThat(rows(clickhouse, "SELECT dictGet('plan_names', 'name', toUInt64(3))"))
                .containsExactly(List.of("gift"));
        clickhouse.restore();
        assertThat(rows(clickhouse, "SELECT dictGet('plan_names', 'name', toUInt64(3))"))
                .containsExactly(List.of(""));
    }

    @Test
    void whatPostgresKeepsBesideADatabaseIsThereAgain() {
        try (DatabaseOfClass postgres = new DatabaseOfClass("postgres", DatabasesForTests.postgres())) {
            String name = postgres.database().name();
            execute(postgres, "CREATE TABLE orders (a int)");
            execute(postgres, "ALTER DATABASE " + name + " SET search_path = public, \"Other\"");
            execute(postgres, "ALTER DATABASE " + name + " SET app.motto = 'it''s'");
            execute(postgres, "ALTER ROLE postgres IN DATABASE " + name + " SET lock_timeout = '7s'");
            execute(postgres, "REVOKE CONNECT ON DATABASE " + name + " FROM PUBLIC");
            execute(postgres, "COMMENT ON DATABASE " + name + " IS 'it''s ours'");
            Map<String, List<?>> before = postgres(postgres);
            postgres.remember();
            execute(postgres, "DROP TABLE orders");
            postgres.restore();
            assertThat(postgres(postgres)).isEqualTo(before);
            assertThat(rows(postgres, "SHOW search_path")).containsExactly(List.of("public, \"Other\""));
            assertThat(rows(postgres, "SHOW app.motto")).containsExactly(List.of("it's"));
            assertThat(rows(postgres, "SHOW lock_timeout")).containsExactly(List.of("7s"));
        }
    }

    /** Everything that can be read of it. */
    private static Map<String, List<?>> postgres(DatabaseOfClass database) {
        Map<String, List<?>> all = new TreeMap<>();
        for (List<String> table : rows(
                database,
                "SELECT oid::regclass, relkind FROM pg_class WHERE relkind IN ('r', 'S')"
                        + " AND relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname !~ '^(pg_|information)')")) {
            all.put(table.get(0), rows(database, "SELECT * FROM " + table.get(0) + " ORDER BY 1"));
        }
        all.put("schemas", rows(database, "SELECT nspname FROM pg_namespace ORDER BY 1"));
        all.put("indexes", rows(database, "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"));
        all.put("large objects", rows(database, "SELECT oid FROM pg_largeobject_metadata"));
        all.put(
                "settings",
                rows(
                        database,
                        "SELECT setrole, setconfig FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase"
                                + " WHERE datname = current_database() ORDER BY 1"));
        all.put(
                "beside",
                rows(
                        database,
                        "SELECT ARRAY(SELECT unnest(datacl)::text ORDER BY 1), shobj_description(oid, 'pg_database') FROM pg_database"
                                + " WHERE datname = current_database()"));
        return all;
    }

    private static Map<String, List<?>> clickhouse(DatabaseOfClass database) {
        Map<String, List<?>> all = new TreeMap<>();
        for (List<String> table : rows(
                database,
                "SELECT name, engine, create_table_query FROM system.tables WHERE database = currentDatabase()"
                        + " AND NOT startsWith(name, '.inner_id.') AND comment != 'tandem lock'")) {
            all.put(table.get(0) + " " + table.get(2), List.of());
            if (!table.get(1).equals("MaterializedView")) {
                all.put(table.get(0), rows(database, "SELECT * FROM " + table.get(0) + " ORDER BY ALL"));
            }
        }
        // Whether their parts are merged yet is left to the server.
        all.put("totals", rows(database, "SELECT kind, sum(amount) FROM totals GROUP BY kind ORDER BY kind"));
        all.put("counts", rows(database, "SELECT kind, sum(n) FROM counts GROUP BY kind ORDER BY kind"));
        return all;
    }

    private static List<String> execute(DatabaseOfClass database, List<String> statements, Random random) {
        List<String> done = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            done.add(statements.get(random.nextInt(statements.size())));
        }
        done.forEach(statement -> execute(database, statement));
        return done;
    }

    private static void execute(DatabaseOfClass database, String statement) {
        try (Sql sql = Sql.open(database.database().jdbcUrl())) {
            sql.execute(statement);
        }
    }

    private static List<List<String>> rows(DatabaseOfClass database, String query) {
        try (Sql sql = Sql.open(database.database().jdbcUrl())) {
            return sql.rows(query);
        }
    }
}
