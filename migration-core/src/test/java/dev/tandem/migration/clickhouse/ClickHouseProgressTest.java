package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.migration.StatementProgress;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.LongStatement;
import dev.tandem.migration.sql.Project;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClickHouseProgressTest {

    @TempDir
    Path directory;

    private TestDatabase database;
    private Project project;

    @BeforeEach
    void createDatabase() {
        database = DatabasesForTests.clickhouse();
        project = new Project("clickhouse", database, directory);
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void anInsertTellsItsRows() {
        Jdbc.execute(database.jdbcUrl(), "CREATE TABLE a (i UInt64) ENGINE = MergeTree ORDER BY i");
        project.migration(
                "1_copy",
                "INSERT INTO a SELECT number + sleepEachRow(0.001) FROM numbers(100000) SETTINGS max_block_size = 500,"
                        + " max_threads = 1;",
                "");
        try (LongStatement running = new LongStatement(project)) {
            await().until(() -> details(running).contains("rows read"));
            assertThat(details(running)).matches("[\\d,]+( of about [\\d,]+)? rows read(, [\\d,]+ written)?");
        }
    }

    @Test
    void aMutationTellsItsParts() {
        Jdbc.execute(
                database.jdbcUrl(),
                "CREATE TABLE a (i UInt64) ENGINE = MergeTree ORDER BY i",
                "INSERT INTO a SELECT number FROM numbers(1000)");
        project.migration("1_mutation", "ALTER TABLE a DELETE WHERE sleepEachRow(0.003) = 1;", "");
        try (LongStatement running = new LongStatement(project)) {
            await().until(() -> details(running).equals("1 parts of mutations to do"));
        }
    }

    @Test
    void aServerThatIsGoneTellsNothing() {
        assertThat(project.with(builder -> builder.url("jdbc:clickhouse://127.0.0.1:1/none"))
                        .sqlDatabase()
                        .progress("run", List.of()))
                .isNull();
    }

    private static String details(LongStatement running) {
        StatementProgress progress = running.progress();
        return progress == null || progress.details() == null ? "" : progress.details();
    }
}
