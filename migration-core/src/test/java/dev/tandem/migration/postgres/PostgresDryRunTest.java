package dev.tandem.migration.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tandem.migration.Command;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.Project;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresDryRunTest {

    @TempDir
    Path directory;

    private TestDatabase database;
    private Project project;

    @BeforeEach
    void createDatabase() {
        database = DatabasesForTests.postgres();
        project = new Project("postgres", database, directory.resolve("migrations"));
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void showsTheSettingsAndEveryBoundary() {
        project.with(builder -> builder.lockTimeout(Duration.ofSeconds(3)).schema("public"))
                .migration("1_a", "CREATE TABLE a (i int);", "")
                .migration(
                        "2_b",
                        "SET search_path = public;\nCREATE INDEX CONCURRENTLY i ON a (i);\nBEGIN;\nSELECT 1;\nCOMMIT;\nVACUUM a;",
                        "");
        assertThat(dryRun()).isEqualTo("""
                        -- postgres: 1 a up
                        SET lock_timeout = '3000ms';
                        SET standard_conforming_strings = on;
                        SELECT set_config('search_path', E'"public"' || ', ' || current_setting('search_path'), false);
                        BEGIN;
                        CREATE TABLE a (i int);
                        COMMIT;

                        -- postgres: 2 b up
                        RESET SESSION AUTHORIZATION;
                        RESET ROLE;
                        RESET ALL;
                        CLOSE ALL;
                        UNLISTEN *;
                        DEALLOCATE ALL;
                        DISCARD TEMP;
                        SET lock_timeout = '3000ms';
                        SET standard_conforming_strings = on;
                        SELECT set_config('search_path', E'"public"' || ', ' || current_setting('search_path'), false);
                        -- statement 1
                        BEGIN;
                        SET search_path = public;
                        COMMIT;
                        -- statement 2
                        SET lock_timeout = 0;
                        CREATE INDEX CONCURRENTLY i ON a (i);
                        SET lock_timeout = '3000ms';
                        -- statement 3
                        BEGIN;
                        -- statement 4
                        SELECT 1;
                        -- statement 5
                        COMMIT;
                        -- statement 6
                        VACUUM a;

                        """);
    }

    @Test
    void showsTheInvalidIndexThatIsRemovedBeforeTheNextAttempt() {
        Jdbc.execute(database.jdbcUrl(), "CREATE TABLE a (i int)", "INSERT INTO a VALUES (1), (1)");
        project.migration("1_index", "CREATE UNIQUE INDEX CONCURRENTLY i ON a (i);", "");
        assertThatThrownBy(project::up).isInstanceOf(StatementFailedException.class);
        assertThat(dryRun()).contains("DROP INDEX CONCURRENTLY IF EXISTS public.i;\nSET lock_timeout = 0;\nCREATE");
    }

    @Test
    void pipedToPsqlItDoesTheSame() throws Exception {
        assumeTrue(isPsqlThere(), "psql is not installed");
        project.migration(
                        "1_a",
                        "CREATE TABLE a (i int, t text DEFAULT 'a:b \\n ''c''', j jsonb);\n"
                                + "INSERT INTO a (i, j) SELECT 1, '{\"k\": [1, 2]}'::jsonb;\n"
                                + "CREATE FUNCTION f(n int) RETURNS int LANGUAGE plpgsql AS $x$ BEGIN\n RETURN n; -- one;\n END $x$;\n"
                                + "CREATE FUNCTION g() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END;\n"
                                + "SET ROLE pg_monitor;\nRESET ROLE;",
                        "")
                .migration("2_b", "BEGIN;\nALTER TABLE a ADD COLUMN b int DEFAULT 7;\nCOMMIT;", "")
                .migration(
                        "3_c", "CREATE INDEX CONCURRENTLY i ON a (i);\nUPDATE a SET b = f(b) + (j->'k'->>1)::int;", "");
        String sql = dryRun();
        try (TestDatabase other = DatabasesForTests.postgres()) {
            psql(other.jdbcUrl(), sql);
            project.up();
            assertThat(contents(other.jdbcUrl()))
                    .isEqualTo(contents(database.jdbcUrl()))
                    .hasSize(6);
        }
    }

    private static List<String> contents(String url) {
        return Jdbc.strings(
                url,
                "SELECT a::text FROM a UNION ALL SELECT column_name || column_default FROM information_schema.columns"
                        + " WHERE table_name = 'a' AND column_default IS NOT NULL UNION ALL SELECT indexdef FROM pg_indexes"
                        + " WHERE tablename = 'a' UNION ALL SELECT prosrc || proname FROM pg_proc WHERE proname IN ('f', 'g')");
    }

    private String dryRun() {
        StringBuilder out = new StringBuilder();
        project.manager().dryRun(Command.up(), out);
        return out.toString();
    }

    private static boolean isPsqlThere() throws InterruptedException {
        try {
            return new ProcessBuilder("psql", "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private void psql(String jdbcUrl, String sql) throws IOException, InterruptedException {
        Path file = Files.writeString(directory.resolve("dry-run.sql"), sql);
        Path output = directory.resolve("psql.out");
        URI uri = URI.create(jdbcUrl.substring("jdbc:".length()));
        Process psql = new ProcessBuilder("psql", "-X", "-v", "ON_ERROR_STOP=1", uri.toString())
                .redirectInput(file.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(psql.waitFor()).as(Files.readString(output, UTF_8)).isZero();
    }
}
