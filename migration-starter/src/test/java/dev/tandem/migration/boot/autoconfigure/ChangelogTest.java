package dev.tandem.migration.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.MigrationStatus;
import dev.tandem.migration.boot.MigrationMonitor;
import dev.tandem.migration.boot.actuate.MigrationsHealthContributorAutoConfiguration;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An application that has a changelog. */
class ChangelogTest {
    private final TestDatabase postgres = DatabasesForTests.postgres();

    @TempDir
    private Path directory;

    @BeforeEach
    void changelog() throws IOException {
        write("");
    }

    @AfterEach
    void dropDatabase() {
        postgres.close();
    }

    private void write(String more) throws IOException {
        Files.writeString(directory.resolve("changes.yaml"), """
                databaseChangeLog:
                  - changeSet:
                      id: 1
                      author: ann
                      changes:
                        - createTable: {tableName: users, columns: [{column: {name: name, type: varchar(100)}}]}
                        - sql: {sql: "INSERT INTO users VALUES ('${first}')"}
                """ + more);
    }

    private ApplicationContextRunner application(String url, String name) {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        MigrationAutoConfiguration.class,
                        MigrationsHealthContributorAutoConfiguration.class,
                        DataSourceAutoConfiguration.class,
                        JdbcTemplateAutoConfiguration.class,
                        JdbcClientAutoConfiguration.class))
                .withPropertyValues(
                        "tandem.auto-migrate=true",
                        "spring.datasource.url=" + url,
                        "tandem.databases." + name + ".changelog=" + directory.resolve("changes.yaml"),
                        "tandem.databases." + name + ".parameters.first=Ada");
    }

    @Test
    void isMigratedBeforeItUsesItsDatabase() {
        application(postgres.jdbcUrl(), "postgres").run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(JdbcClient.class)
                            .sql("SELECT name FROM users")
                            .query(String.class)
                            .single())
                    .isEqualTo("Ada");
            assertThat(health(context.getBean(CompositeHealthContributor.class), "postgres"))
                    .isEqualTo(Status.UP);
        });
    }

    @Test
    void mayHaveADatabaseOfAnotherKind() {
        String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
        for (int start = 0; start < 2; start++) {
            application(url, "main").run(context -> {
                assertThat(context).hasNotFailed();
                assertThat(context.getBean(MigrationManager.class)
                                .status()
                                .get(0)
                                .migrations())
                        .extracting(MigrationStatus::state)
                        .containsExactly(MigrationState.APPLIED);
                assertThat(context.getBean(JdbcClient.class)
                                .sql("SELECT count(*) FROM users")
                                .query(Integer.class)
                                .single())
                        .isEqualTo(1);
            });
        }
    }

    @Test
    void doesNotStartWhenAChangeSetFails() throws IOException {
        write("  - changeSet: {id: 2, author: ann, changes: [{sql: {sql: SELECT nothing}}]}\n");

        application(postgres.jdbcUrl(), "postgres")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("changes.yaml::ann::2 failed")
                        .hasStackTraceContaining("column \"nothing\" does not exist"));
    }

    @Test
    void startsAndIsDownWhereItIsToGoOn() throws IOException {
        write("  - changeSet: {id: 2, author: ann, changes: [{sql: {sql: SELECT nothing}}]}\n");

        application(postgres.jdbcUrl(), "postgres")
                .withPropertyValues("tandem.on-failure=continue")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(health(context.getBean(CompositeHealthContributor.class), "postgres"))
                            .isEqualTo(Status.DOWN);
                    assertThat(context.getBean(MigrationMonitor.class)
                                    .state("postgres")
                                    .status()
                                    .migrations())
                            .extracting(MigrationStatus::state)
                            .containsExactly(MigrationState.APPLIED, MigrationState.PENDING);
                });
    }

    private static Status health(CompositeHealthContributor composite, String database) {
        HealthIndicator indicator = (HealthIndicator) composite.getContributor(database);
        return indicator.health().getStatus();
    }
}
