package dev.tandem.migration.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.migration.StatementProgress;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.LongStatement;
import dev.tandem.migration.sql.Project;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresProgressTest {

    @TempDir
    Path directory;

    private TestDatabase database;
    private Project project;

    @BeforeEach
    void createDatabase() {
        database = DatabasesForTests.postgres();
        project = new Project("postgres", database, directory);
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void ofStatementsThatWereSentTogetherTheRunningOneIsTold() {
        project.migration("1_three", "SELECT 1;\n/* 'secret' */ SELECT pg_sleep(600);\nSELECT 2;", "");
        try (LongStatement running = new LongStatement(project)) {
            assertThat(first(running).statement()).isEqualTo(2);
            assertThat(first(running).details()).isNull();
        }
    }

    @Test
    void anIndexTellsItsBlocks() {
        Jdbc.execute(
                database.jdbcUrl(),
                "CREATE FUNCTION slowly(i int) RETURNS int IMMUTABLE LANGUAGE plpgsql"
                        + " AS 'BEGIN PERFORM pg_sleep(0.05); RETURN i; END'",
                "CREATE TABLE a (i int)",
                "INSERT INTO a SELECT generate_series(1, 10000)");
        project.migration("1_index", "CREATE INDEX i ON a (slowly(i));", "");
        try (LongStatement running = new LongStatement(project)) {
            await().until(() -> details(running).contains("blocks"));
            assertThat(details(running)).matches("create index: building index: scanning table, \\d+ of \\d+ blocks");
        }
    }

    @Test
    void oneThatWaitsSaysForWhom() throws Exception {
        Jdbc.execute(database.jdbcUrl(), "CREATE TABLE a (i int)");
        project.migration("1_column", "ALTER TABLE a ADD COLUMN j int;", "");
        try (Connection other = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE a");
            try (LongStatement running = new LongStatement(project)) {
                await().until(() -> !details(running).isEmpty());
                assertThat(details(running)).matches("waits for a lock held by server process \\d+");
            }
        }
    }

    @Test
    void aServerThatIsGoneTellsNothing() {
        assertThat(project.with(builder -> builder.url("jdbc:postgresql://127.0.0.1:1/none"))
                        .sqlDatabase()
                        .progress("run", List.of()))
                .isNull();
    }

    private static StatementProgress first(LongStatement running) {
        return Objects.requireNonNull(
                await().until(running::progress, progress -> progress != null && progress.statement() != null));
    }

    private static String details(LongStatement running) {
        StatementProgress progress = running.progress();
        return progress == null || progress.details() == null ? "" : progress.details();
    }
}
