package dev.tandem.migration.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class MigrationLogTest {
    private final TestDatabase postgres = DatabasesForTests.postgres();
    private final TestDatabase clickhouse = DatabasesForTests.clickhouse();

    @AfterEach
    void dropDatabases() {
        postgres.close();
        clickhouse.close();
    }

    @Test
    void aRunOnTwoDatabasesIsThreeLines(CapturedOutput output) {
        start("tandem.databases.clickhouse.url=" + clickhouse.jdbcUrl());
        List<String> lines = lines(output);
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).contains("Migrating postgres (2 due), then clickhouse (1 due) (run ");
        assertThat(lines.get(1)).contains("postgres is at version 2, 2 migrations applied (");
        assertThat(lines.get(2)).contains("clickhouse is at version 1, 1 migration applied (");
    }

    @Test
    void aStartWithNothingDueIsOneLineForEachDatabase(CapturedOutput output) {
        start("tandem.databases.clickhouse.url=" + clickhouse.jdbcUrl());
        int before = lines(output).size();
        start("tandem.databases.clickhouse.url=" + clickhouse.jdbcUrl());
        List<String> lines = lines(output).subList(before, lines(output).size());
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).containsPattern("INFO.*postgres is current at version 2, nothing to do \\(\\d+ ms\\)");
        assertThat(lines.get(1))
                .containsPattern("INFO.*clickhouse is current at version 1, nothing to do \\(\\d+ ms\\)");
    }

    @Test
    void aSlowMigrationIsWarnedOf(CapturedOutput output) {
        start("tandem.path=classpath:slow", "tandem.slow-threshold=100ms");
        assertThat(lines(output))
                .anySatisfy(line -> assertThat(line)
                        .containsPattern(
                                "WARN.*postgres 1 slow took \\d+ ms, longer than tandem.slow-threshold \\(100 ms\\)"));
    }

    @Test
    void whatARunThatFailsTakesBackIsWarnedOf(@TempDir Path folder, CapturedOutput output) throws IOException {
        Files.createDirectory(folder.resolve("postgres"));
        Files.writeString(folder.resolve("postgres/1_a.up.sql"), "CREATE TABLE a (i int);");
        Files.writeString(folder.resolve("postgres/1_a.down.sql"), "DROP TABLE a;");
        Files.writeString(folder.resolve("postgres/2_b.up.sql"), "SELECT 1 / 0;");

        runner("tandem.path=file:" + folder, "tandem.rollback-on-failure=true")
                .run(context -> assertThat(context).hasFailed());

        assertThat(lines(output))
                .anySatisfy(line -> assertThat(line)
                        .contains("WARN", "The run failed; taking back what it has applied: postgres 1 a"))
                .anySatisfy(line -> assertThat(line)
                        .contains(
                                "WARN",
                                "postgres is at no version, 1 migration applied and taken back because of the"
                                        + " failure"));
    }

    private void start(String... properties) {
        runner(properties).run(context -> assertThat(context).hasNotFailed());
    }

    private ApplicationContextRunner runner(String... properties) {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(MigrationAutoConfiguration.class))
                .withPropertyValues("tandem.auto-migrate=true", "tandem.databases.postgres.url=" + postgres.jdbcUrl())
                .withPropertyValues(properties);
    }

    /** Ours only, so that what libraries say does not count. */
    private static List<String> lines(CapturedOutput output) {
        return output.toString()
                .lines()
                .filter(line -> !line.contains("DEBUG"))
                .filter(line -> line.contains("dev.tandem.migration"))
                .toList();
    }
}
