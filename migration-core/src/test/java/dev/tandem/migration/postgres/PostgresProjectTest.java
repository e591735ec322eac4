package dev.tandem.migration.postgres;

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
class PostgresProjectTest {
    private static final int MODULES = 15;

    @TempDir
    Path directory;

    @Test
    void threeHundredMigrationsGoUpAndDownAndUpAgainToTheSameSchema() {
        try (TestDatabase database = DatabasesForTests.postgres()) {
            ManyMigrations migrations = new ManyMigrations();
            for (int i = 0; i < MODULES; i++) {
                addModule(migrations, "m" + i, "m" + Math.max(0, i - 1));
            }
            assertThat(migrations.size()).isEqualTo(300);
            Project project = new Project("postgres", database, directory).timeout(Duration.ofMinutes(5));
            migrations.writeTo(project);

            assertThat(project.up().steps()).hasSize(300);
            List<String> schema = PostgresCatalog.of(database.jdbcUrl());
            List<String> rows = rows(database);
            assertThat(project.up().outcome()).isEqualTo(Report.Outcome.NOTHING);
            assertThat(project.states()).hasSize(300).containsValue(MigrationState.APPLIED);

            assertThat(project.down(Integer.MAX_VALUE).steps()).hasSize(300);
            assertThat(PostgresCatalog.of(database.jdbcUrl())).isEmpty();
            assertThat(Jdbc.strings(
                            database.jdbcUrl(),
                            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"))
                    .containsExactlyInAnyOrder("schema_migrations", "schema_migrations_pkey");

            assertThat(project.up().steps()).hasSize(300);
            assertThat(PostgresCatalog.of(database.jdbcUrl())).isEqualTo(schema);
            assertThat(rows(database)).isEqualTo(rows);
            assertThat(schema)
                    .hasSizeGreaterThan(1_000)
                    .anyMatch(line -> line.startsWith("index") && line.endsWith("valid"))
                    .anyMatch(line -> line.startsWith("comment"))
                    .anyMatch(line -> line.startsWith("partition"))
                    .noneMatch(line -> line.endsWith("INVALID"));
        }
    }

    private static List<String> rows(TestDatabase database) {
        return Jdbc.strings(
                database.jdbcUrl(),
                "SELECT relname || ' ' || (xpath('/row/c/text()', query_to_xml(format('SELECT count(*) AS c FROM %s',"
                        + " oid::regclass), true, true, '')))[1]::text FROM pg_class"
                        + " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')"
                        + " AND relname <> 'schema_migrations' ORDER BY 1");
    }

    /** Twenty migrations on tables of one part of the application, which refers to the part before. */
    private static void addModule(ManyMigrations all, String m, String before) {
        Module module = (name, up, down) -> all.add(m + "_" + name, filled(up, m, before), filled(down, m, before));
        module.add("types", """
                CREATE TYPE {m}_state AS ENUM ('new', 'open; really', 'done');
                CREATE DOMAIN {m}_email AS text CHECK (VALUE ~ '^[^@;]+@[^@]+$');
                CREATE TYPE {m}_span AS RANGE (SUBTYPE = numeric);
                """, "DROP TYPE {m}_span; DROP DOMAIN {m}_email; DROP TYPE {m}_state;");
        module.add("create_items", """
                CREATE TABLE {m}_items (
                  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                  name text NOT NULL DEFAULT 'it''s; new',
                  state {m}_state NOT NULL DEFAULT 'new',
                  email {m}_email, -- ; none
                  price numeric(12, 2) CHECK (price >= 0),
                  created_at timestamptz NOT NULL DEFAULT now(),
                  UNIQUE (name, created_at)
                );
                """, "DROP TABLE {m}_items;");
        module.add("comments", """
                COMMENT ON TABLE {m}_items IS $doc$What there is; and more -- here$doc$;
                COMMENT ON COLUMN {m}_items.name IS E'It\\'s; a name';
                COMMENT ON TYPE {m}_state IS 'states';
                """, """
                COMMENT ON TYPE {m}_state IS NULL;
                COMMENT ON COLUMN {m}_items.name IS NULL; COMMENT ON TABLE {m}_items IS NULL;
                """);
        module.add("more_columns", """
                ALTER TABLE {m}_items ADD COLUMN tags text[] NOT NULL DEFAULT '{}', ADD COLUMN doc jsonb DEFAULT '{"a": 1}';
                ALTER TABLE {m}_items ADD COLUMN total numeric GENERATED ALWAYS AS (price * 2) STORED;
                """, "ALTER TABLE {m}_items DROP COLUMN total, DROP COLUMN doc, DROP COLUMN tags;");
        module.add("sequence", """
                CREATE SEQUENCE {m}_number START 100 INCREMENT 5 MAXVALUE 100000 CYCLE;
                ALTER TABLE {m}_items ADD COLUMN number bigint NOT NULL DEFAULT nextval('{m}_number');
                ALTER SEQUENCE {m}_number OWNED BY {m}_items.number;
                """, "ALTER TABLE {m}_items DROP COLUMN number;");
        module.add("trigger_function", """
                CREATE OR REPLACE FUNCTION {m}_touch() RETURNS trigger LANGUAGE plpgsql AS $body$
                BEGIN
                  IF NEW.name IS NULL THEN RAISE EXCEPTION 'no name; %', NEW.id; END IF;
                  EXECUTE $q$ SELECT 1; $q$;
                  NEW.created_at := now();
                  RETURN NEW;
                END;
                $body$;
                """, "DROP FUNCTION {m}_touch();");
        module.add("trigger", """
                CREATE TRIGGER {m}_touched BEFORE UPDATE OF name ON {m}_items
                  FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION {m}_touch();
                """, "DROP TRIGGER {m}_touched ON {m}_items;");
        module.add("sql_function", """
                CREATE FUNCTION {m}_grade(price numeric, VARIADIC steps int[] DEFAULT '{}') RETURNS text
                  LANGUAGE sql IMMUTABLE
                BEGIN ATOMIC
                  SELECT CASE WHEN price > 10 THEN CASE price WHEN 11 THEN 'eleven;' ELSE 'much' END ELSE 'little' END;
                END;
                CREATE PROCEDURE {m}_clear() BEGIN ATOMIC DELETE FROM {m}_items WHERE id < 0; SELECT 1; END;
                """, "DROP PROCEDURE {m}_clear(); DROP FUNCTION {m}_grade(numeric, int[]);");
        module.add("rows", """
                INSERT INTO {m}_items (name, price, email, doc)
                  SELECT 'item; ' || i, i, 'a' || i || '@b.c', jsonb_build_object('n', i) FROM generate_series(1, 50) i;
                UPDATE {m}_items SET state = 'done' WHERE price > 40 AND doc ? 'n';
                """, "DELETE FROM {m}_items;");
        module.add("view", """
                CREATE VIEW {m}_open AS SELECT id, name, {m}_grade(price) AS grade FROM {m}_items WHERE state <> 'done';
                CREATE RULE {m}_never AS ON DELETE TO {m}_open DO INSTEAD (SELECT 1; NOTIFY {m}_never);
                """, "DROP VIEW {m}_open;");
        module.add("materialized", """
                CREATE MATERIALIZED VIEW {m}_sums AS SELECT state, sum(price) AS total FROM {m}_items GROUP BY state;
                CREATE UNIQUE INDEX {m}_sums_state ON {m}_sums (state);
                """, "DROP MATERIALIZED VIEW {m}_sums;");
        module.add(
                "refresh", "REFRESH MATERIALIZED VIEW CONCURRENTLY {m}_sums;", "REFRESH MATERIALIZED VIEW {m}_sums;");
        module.add("partitioned", """
                CREATE TABLE {m}_events (at date NOT NULL, kind text NOT NULL, item bigint) PARTITION BY RANGE (at);
                CREATE TABLE {m}_events_2025 PARTITION OF {m}_events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')
                  PARTITION BY LIST (kind);
                CREATE TABLE {m}_events_2025_a PARTITION OF {m}_events_2025 FOR VALUES IN ('a', 'b;');
                CREATE TABLE {m}_events_rest PARTITION OF {m}_events DEFAULT;
                """, "DROP TABLE {m}_events;");
        module.add("partition_index", """
                CREATE INDEX {m}_events_item ON {m}_events (item) WHERE item IS NOT NULL;
                INSERT INTO {m}_events SELECT '2025-06-01'::date + i, CASE WHEN i < 100 THEN 'a' ELSE 'b;' END, i
                  FROM generate_series(1, 200) i;
                INSERT INTO {m}_events VALUES ('2024-01-01', 'c', 0);
                """, "DELETE FROM {m}_events; DROP INDEX {m}_events_item;");
        module.add(
                "concurrently", """
                CREATE INDEX CONCURRENTLY {m}_items_price ON {m}_items USING btree (price DESC NULLS LAST) INCLUDE (name);
                CREATE INDEX CONCURRENTLY IF NOT EXISTS {m}_items_doc ON {m}_items USING gin (doc jsonb_path_ops);
                """, "DROP INDEX CONCURRENTLY {m}_items_doc; DROP INDEX CONCURRENTLY {m}_items_price;");
        module.add("reference", """
                ALTER TABLE {m}_items ADD COLUMN parent bigint;
                ALTER TABLE {m}_items ADD CONSTRAINT {m}_parent FOREIGN KEY (parent) REFERENCES {before}_items (id)
                  ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED NOT VALID;
                ALTER TABLE {m}_items VALIDATE CONSTRAINT {m}_parent;
                """, "ALTER TABLE {m}_items DROP COLUMN parent;");
        module.add("types_changed", """
                ALTER TABLE {m}_items ALTER COLUMN number TYPE integer USING number::integer, ALTER COLUMN tags DROP NOT NULL;
                ALTER TABLE {m}_items ALTER COLUMN tags SET DEFAULT ARRAY['a;']; ALTER TABLE {m}_items RENAME CONSTRAINT
                  {m}_items_price_check TO "{m} price; positive";
                """, """
                ALTER TABLE {m}_items RENAME CONSTRAINT "{m} price; positive" TO {m}_items_price_check;
                ALTER TABLE {m}_items ALTER COLUMN number TYPE bigint, ALTER COLUMN tags SET NOT NULL,
                  ALTER COLUMN tags SET DEFAULT '{}';
                """);
        module.add("enum_value", """
                -- migrate in a file of its own: a new value cannot be used in its own transaction
                ALTER TYPE {m}_state ADD VALUE IF NOT EXISTS 'lost;' BEFORE 'done';
                """, "SELECT 'a value of an enum cannot be dropped; it goes with its type';");
        module.add("renamed", """
                ALTER TABLE {m}_items RENAME COLUMN name TO title;
                ALTER INDEX {m}_items_price RENAME TO "{m} items; by price";
                CREATE INDEX "{m} lower" ON {m}_items (lower(title), (doc ->> 'n')) WHERE state = 'done';
                """, """
                DROP INDEX "{m} lower"; ALTER INDEX "{m} items; by price" RENAME TO {m}_items_price;
                ALTER TABLE {m}_items RENAME COLUMN title TO name;
                """);
        module.add("statistics", """
                CREATE STATISTICS {m}_together (ndistinct, dependencies) ON title, price FROM {m}_items;
                CREATE AGGREGATE {m}_total (numeric) (SFUNC = numeric_add, STYPE = numeric, INITCOND = '0');
                DO $$ BEGIN PERFORM 1; IF NOT EXISTS (SELECT FROM pg_class WHERE relname = '{m}_items') THEN
                  RAISE 'gone;'; END IF; END $$;
                """, "DROP AGGREGATE {m}_total (numeric); DROP STATISTICS {m}_together;");
    }

    private static String filled(String sql, String m, String before) {
        return sql.replace("{m}", m).replace("{before}", before);
    }

    private interface Module {
        void add(String name, String up, String down);
    }
}
