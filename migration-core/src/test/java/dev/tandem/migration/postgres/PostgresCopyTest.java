package dev.tandem.migration.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.tandem.migration.Command;
import dev.tandem.migration.DeadlineExceededException;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.Report;
import dev.tandem.migration.RunCancelledException;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.Project;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresCopyTest {
    private static final String DUMP = """
            --
            -- PostgreSQL database dump
            --

            \\restrict aBc

            SET statement_timeout = 0;
            SELECT pg_catalog.set_config('search_path', '', false);

            CREATE TABLE public.people (id integer NOT NULL, name text);

            COPY public.people (id, name) FROM stdin;
            1\tÅsa; '--
            2\t\\N
            3\ttwo\\nlines 😀
            \\.

            COPY public.people (id, name) FROM STDIN WITH (FORMAT csv, HEADER);
            id,name
            4,"a ""quoted""
            line; $$"
            \\.

            ALTER TABLE ONLY public.people ADD CONSTRAINT people_pkey PRIMARY KEY (id);

            \\unrestrict aBc
            """;

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

    private List<String> people() {
        return Jdbc.strings(database.jdbcUrl(), "SELECT concat_ws('|', id, name) FROM public.people ORDER BY id");
    }

    @Test
    void aDumpIsAppliedAsPgDumpWritesIt() {
        project.migration("1_dump", DUMP, "");
        project.migration("2_next", "CREATE TABLE next (i int);", "");

        project.up();

        assertThat(people()).containsExactly("1|Åsa; '--", "2", "3|two\nlines 😀", "4|a \"quoted\"\nline; $$");
    }

    @Test
    void copiesOutsideOfATransactionCommitWithTheirCheckpoints() {
        project.write(
                "1_dump.sql",
                "-- migrate:up\nCREATE TABLE people (id int PRIMARY KEY, name text);\nCOPY people FROM stdin;\n1\ta\n\\.\n"
                        + "BEGIN;\nCOPY people FROM stdin;\n2\tb\n\\.\nINSERT INTO people VALUES (3);\nCOMMIT;\n"
                        + "CREATE INDEX CONCURRENTLY i ON people (name);\nCOPY people FROM stdin;\nx\tc\n\\.\n"
                        + "-- migrate:down\nDELETE FROM people;\nCOPY people FROM stdin;\n9\tdown\n\\.\n");

        StatementFailedException failed = catchThrowableOfType(StatementFailedException.class, project::up);

        assertThat(failed.failure().statement()).isEqualTo(8);
        assertThat(failed.failure().line()).isEqualTo(14);
        assertThat(people()).containsExactly("1|a", "2|b", "3");

        project.write("1_dump.sql", read("1_dump.sql").replace("x\tc", "4\tc"));
        project.up();

        assertThat(people()).containsExactly("1|a", "2|b", "3", "4|c");
    }

    private String read(String file) {
        try {
            return java.nio.file.Files.readString(project.folder().resolve(file));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aRowThatFailsIsNamedByItsLineInTheFile() {
        project.migration(
                "1_bad",
                "CREATE TABLE people (id int, name text);\n\nCOPY people FROM stdin;\n1\ta\n2\tb\nthree\tc\n4\td\n\\.\n",
                "");

        StatementFailedException failed = catchThrowableOfType(StatementFailedException.class, project::up);

        assertThat(failed)
                .hasMessageContaining("COPY people, line 3, column id: \"three\"")
                .hasMessageContaining("1_bad.up.sql:6")
                .hasMessageContaining("statement 2: COPY people FROM stdin")
                .hasMessageContaining("Nothing of it is left");
        assertThat(PostgresCatalog.of(database.jdbcUrl())).isEmpty();
    }

    @Test
    void theRowsOfADownAreRecordedWithIt() {
        project.migration(
                "1_a", "CREATE TABLE people (id int, name text);", "COPY people FROM stdin;\n1\tback; again\n\\.\n");
        project.up();
        project.delete("1_a").migration("0_other", "SELECT 1;", "");

        project.with(builder -> builder.outOfOrder(true)).down(1);

        assertThat(people()).containsExactly("1|back; again");
    }

    @Test
    void rowsTooManyForTheHistoryNeedTheirFile() {
        project.migration(
                "1_a",
                "CREATE TABLE people (id int, name text);",
                "COPY people FROM stdin;\n" + "1\tname\n".repeat(200_000) + "\\.\n");

        project.up();

        assertThat(Jdbc.number(database.jdbcUrl(), "SELECT count(*) FROM schema_migrations WHERE down_sql IS NULL"))
                .isEqualTo(1);
        project.down(1);
        assertThat(Jdbc.number(database.jdbcUrl(), "SELECT count(*) FROM people"))
                .isEqualTo(200_000);
    }

    @Test
    void theDryRunIsWhatPsqlReads() {
        project.migration("1_a", "COPY people FROM stdin;\n1\ta;'\n2\tb", "");
        StringBuilder out = new StringBuilder();

        project.manager().dryRun(Command.up(), out);

        assertThat(out).contains("BEGIN;\nCOPY people FROM stdin;\n1\ta;'\n2\tb\n\\.\nCOMMIT;\n");
    }

    @Test
    void theDeadlineEndsACopyThatWaitsForALock() throws SQLException {
        blocked();
        project.timeout(Duration.ofSeconds(2)).with(builder -> builder.lockTimeout(Duration.ofMinutes(5)));
        try (Connection other = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE people");
            long start = System.nanoTime();

            DeadlineExceededException exceeded = catchThrowableOfType(DeadlineExceededException.class, project::up);

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            assertThat(exceeded)
                    .hasMessageContaining("statement 2: COPY people")
                    .hasMessageContaining("deadline of 2s");
            other.rollback();
        }
        assertThat(people()).isEmpty();
        assertThat(project.states()).containsEntry(2L, MigrationState.PENDING);
    }

    @Test
    void cancellingEndsACopyInTheMidstOfItsRows() {
        project.migration(
                "1_a",
                "CREATE TABLE people (id int, name text);\nCREATE FUNCTION slow() RETURNS trigger AS $$ BEGIN"
                        + " PERFORM pg_sleep(600); RETURN new; END $$ LANGUAGE plpgsql;\n"
                        + "CREATE TRIGGER slow BEFORE INSERT ON people FOR EACH ROW EXECUTE FUNCTION slow();\n",
                "");
        project.up();
        project.migration("2_copy", "COPY people FROM stdin;\n" + "1\tname\n".repeat(500_000) + "\\.\n", "");
        MigrationManager manager = project.manager();
        CompletableFuture<Report> run = CompletableFuture.supplyAsync(() -> manager.run(Command.up()));
        await().until(() -> Jdbc.number(
                        database.jdbcUrl(),
                        "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND query LIKE 'COPY%'")
                > 0);

        manager.cancel();

        CompletionException ended = catchThrowableOfType(CompletionException.class, run::join);
        assertThat(ended).hasCauseInstanceOf(RunCancelledException.class).hasMessageContaining("COPY people");
        assertThat(people()).isEmpty();
    }

    @Test
    void aCopyThatFoundALockTakenIsTriedAgain() throws SQLException {
        blocked();
        List<String> blockers = new CopyOnWriteArrayList<>();
        project.with(builder -> builder.lockTimeout(Duration.ofMillis(300))).listener(new MigrationListener() {
            @Override
            public void lockAwaited(String name, String holder, Duration waited) {
                if (holder != null) {
                    blockers.add(holder);
                }
            }
        });
        try (Connection other = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE people");
            CompletableFuture<Report> run = CompletableFuture.supplyAsync(project::up);
            await().until(() -> !blockers.isEmpty());
            other.rollback();

            assertThat(run.join().outcome()).isEqualTo(Report.Outcome.DONE);
        }
        assertThat(people()).containsExactly("1|a");
    }

    private void blocked() {
        project.migration("1_a", "CREATE TABLE people (id int, name text);", "");
        project.up();
        project.migration("2_copy", "SELECT 1;\nCOPY people FROM stdin;\n1\ta\n\\.\n", "");
    }
}
