package dev.tandem.migration.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.Command;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.boot.MigrationMonitor;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.SqlDatabase;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class StartupCheckTest {
    private final TestDatabase postgres = DatabasesForTests.postgres();

    @AfterEach
    void dropDatabase() {
        postgres.close();
    }

    @Test
    void warnsOfPendingMigrationsUnlessToldOtherwise(CapturedOutput output) {
        application().run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(output).contains("postgres: Not applied, and tandem.auto-migrate is off: 1 accounts, 2 plans.");
        });
    }

    @Test
    void saysThatNothingIsPending(CapturedOutput output) {
        migrate();
        application().run(context -> assertThat(output).contains("postgres is current at version 2, nothing to do ("));
    }

    @Test
    void asksNothingWhenThereIsToBeNoCheck() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(MigrationAutoConfiguration.class))
                .withPropertyValues(
                        "tandem.databases.postgres.url=jdbc:postgresql://localhost:1/none", "tandem.startup-check=none")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(MigrationMonitor.class).states())
                            .singleElement()
                            .satisfies(
                                    state -> assertThat(state.status().error()).isEqualTo("It was not read yet."));
                });
    }

    @Test
    void filesThatCannotBeReadAreOnlyWarnedOf(CapturedOutput output) {
        application().withPropertyValues("tandem.path=classpath:nowhere").run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(output).containsPattern("WARN.*postgres: .*nowhere/postgres");
        });
    }

    @Test
    void refusesPendingMigrationsWhenItIsToFail() {
        application()
                .withPropertyValues("tandem.startup-check=fail")
                .run(context ->
                        assertThat(context).hasFailed().getFailure().hasStackTraceContaining("1 accounts, 2 plans"));
    }

    @Test
    void tellsWhatIsWrongWithAllDatabasesTogether() {
        application()
                .withPropertyValues(
                        "tandem.startup-check=fail",
                        "tandem.databases.other.url=" + postgres.jdbcUrl(),
                        "tandem.databases.other.paths=classpath:nowhere")
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .hasStackTraceContaining("other: ")
                        .hasStackTraceContaining("nowhere")
                        .hasStackTraceContaining("Also, postgres: Not applied")
                        .hasStackTraceContaining("1 accounts, 2 plans"));
    }

    @Test
    void startsOnACurrentDatabaseWhenItIsToFail() {
        migrate();
        application()
                .withPropertyValues("tandem.startup-check=fail")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void startsOnADatabaseThatIsAheadWithAWarning(CapturedOutput output) {
        migrate();
        application()
                .withPropertyValues("tandem.startup-check=fail", "tandem.path=classpath:older")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(output).contains("postgres is ahead of this application, which has no file for 2 plans");
                });
    }

    @Test
    void waitsUntilSomebodyElseHasMigrated() {
        CompletableFuture<Void> other = CompletableFuture.runAsync(
                this::migrate, CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS));
        application()
                .withPropertyValues("tandem.startup-check=wait", "tandem.timeout=30s")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(MigrationMonitor.class).states())
                            .singleElement()
                            .satisfies(state ->
                                    assertThat(state.status().pending()).isZero());
                });
        other.join();
    }

    @Test
    void waitsNoLongerThanTheTimeout() {
        application()
                .withPropertyValues("tandem.startup-check=wait", "tandem.timeout=1s")
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .hasStackTraceContaining("Nobody has applied the pending migrations within tandem.timeout"));
    }

    private ApplicationContextRunner application() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(MigrationAutoConfiguration.class))
                .withPropertyValues("tandem.databases.postgres.url=" + postgres.jdbcUrl());
    }

    private void migrate() {
        MigrationManager.builder()
                .database(SqlDatabase.builder("postgres")
                        .url(postgres.jdbcUrl())
                        .paths(List.of("classpath:migrations/postgres"))
                        .classLoader(getClass().getClassLoader())
                        .build())
                .build()
                .run(Command.up());
    }
}
