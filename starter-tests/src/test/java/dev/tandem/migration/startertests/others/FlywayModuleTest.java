package dev.tandem.migration.startertests.others;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.tandem.migration.Command;
import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.Deadline;
import dev.tandem.migration.HistoryMismatchException;
import dev.tandem.migration.LockTimeoutException;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.MigrationSession;
import dev.tandem.migration.MissingDownException;
import dev.tandem.migration.RefusedException;
import dev.tandem.migration.Report;
import dev.tandem.migration.RunCancelledException;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.StepResult;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.SqlDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A library's Flyway migrations run before the application's own, in one run. */
@Timeout(300)
class FlywayModuleTest {
    private final TestDatabase postgres = DatabasesForTests.postgres();
    private final JdbcClient client = JdbcClient.create(new DriverManagerDataSource(postgres.jdbcUrl()));
    private final MigrationManager manager = manager("billing/db/migration");

    @TempDir
    Path directory;

    @AfterEach
    void dropDatabase() {
        postgres.close();
    }

    private SqlDatabase.Builder server(String name) {
        return SqlDatabase.builder(name).url(postgres.jdbcUrl());
    }

    private MigrationManager manager(String folder) {
        return MigrationManager.builder()
                .database(server("postgres")
                        .paths(List.of("classpath:migrations/postgres"))
                        .build())
                .database(new FlywayModule(server("billing").order(-1).build(), folder))
                .lockWait(Duration.ZERO)
                .timeout(Duration.ofMinutes(1))
                .build();
    }

    private static List<String> states(DatabaseStatus status) {
        return status.migrations().stream()
                .map(migration -> migration.id() + " " + migration.name() + " " + migration.state())
                .toList();
    }

    private List<String> states() {
        return states(manager.status().get(0));
    }

    @Test
    void theLibrarysMigrationsGoFirstAndStandInTheReport() {
        assertThat(states())
                .containsExactly("1 create_invoices PENDING", "2 add_due PENDING", "R open_invoices PENDING");

        Report report = manager.run(Command.up());

        assertThat(report.steps())
                .extracting(step -> step.step().database() + " " + step.step().title())
                .containsExactly(
                        "billing 1 create_invoices",
                        "billing 2 add_due",
                        "billing R open_invoices",
                        "postgres 1 accounts");
        assertThat(states())
                .containsExactly("1 create_invoices APPLIED", "2 add_due APPLIED", "R open_invoices APPLIED");
        assertThat(client.sql("SELECT script FROM flyway_schema_history WHERE type = 'SQL' ORDER BY installed_rank")
                        .query(String.class)
                        .list())
                .containsExactly("V1__create_invoices.sql", "V2__add_due.sql", "R__open_invoices.sql");

        assertThat(manager.run(Command.up()).outcome()).isEqualTo(Report.Outcome.NOTHING);
    }

    @Test
    void whatPlainFlywayHasAppliedGoesOn() {
        Flyway.configure()
                .dataSource(postgres.jdbcUrl(), null, null)
                .locations("classpath:billing/db/migration")
                .target("1")
                .repeatableSqlMigrationPrefix("not-now-")
                .load()
                .migrate();

        assertThat(states())
                .containsExactly("1 create_invoices APPLIED", "2 add_due PENDING", "R open_invoices PENDING");
        manager.run(Command.up());
        assertThat(states())
                .containsExactly("1 create_invoices APPLIED", "2 add_due APPLIED", "R open_invoices APPLIED");
    }

    @Test
    void oneStepIsOneVersion() {
        manager.only(List.of("billing")).run(new Command.Up(1, Command.Resume.REFUSE));

        assertThat(states())
                .containsExactly("1 create_invoices APPLIED", "2 add_due PENDING", "R open_invoices PENDING");
    }

    @Test
    void theDryRunShowsTheLibrarysSqlAndCreatesNothing() {
        StringBuilder shown = new StringBuilder();

        manager.dryRun(Command.up(), shown);

        assertThat(shown)
                .contains(
                        "-- billing: 1 create_invoices up",
                        "CREATE TABLE invoices",
                        "$$ BEGIN RETURN net * 0.2; END $$;");
        assertThat(client.sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void aFailureNamesTheFileAndTheLineAndNothingBehindItRuns() {
        assertThatExceptionOfType(StatementFailedException.class)
                .isThrownBy(() -> manager("broken/db/migration").run(Command.up()))
                .satisfies(e -> {
                    assertThat(e.failure().database()).isEqualTo("billing");
                    assertThat(e.failure().version()).isEqualTo(2);
                    assertThat(e.failure().location()).isEqualTo("classpath:broken/db/migration/V2__add_due.sql");
                    assertThat(e.failure().line()).isEqualTo(3);
                    assertThat(e.failure().message()).contains("relation \"invoice\" does not exist");
                    assertThat(e.report().steps())
                            .extracting(StepResult::outcome)
                            .containsExactly(
                                    StepResult.Outcome.APPLIED, StepResult.Outcome.FAILED, StepResult.Outcome.NOT_RUN);
                    assertThat(states(e.report().databases().get(0)))
                            .containsExactly("1 create_invoices APPLIED", "2 add_due PENDING");
                    assertThat(states(e.report().databases().get(1))).containsExactly("1 accounts PENDING");
                });
    }

    @Test
    void aFileThatHasChangedIsRefusedBeforeAnythingRuns() {
        manager.run(Command.up());
        client.sql("UPDATE flyway_schema_history SET checksum = 1 WHERE version = '1'")
                .update();

        assertThat(states()).contains("1 create_invoices CHANGED");
        assertThatExceptionOfType(HistoryMismatchException.class)
                .isThrownBy(() -> manager.run(Command.up()))
                .withMessageContaining("its file has changed since");
    }

    @Test
    void whatFlywayLeftHalfDoneIsDirty() {
        manager.run(Command.up());
        client.sql("UPDATE flyway_schema_history SET success = false WHERE version = '2'")
                .update();

        assertThat(states()).contains("2 add_due DIRTY");
    }

    @Test
    void itIsNotTakenBackNorCorrectedNorEmptiedFromHere() {
        MigrationManager billing = manager.only(List.of("billing"));
        billing.run(Command.up());

        assertThatExceptionOfType(MissingDownException.class).isThrownBy(() -> billing.run(Command.down(1)));
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> billing.run(new Command.Force(1L)))
                .withMessageContaining("Its history is kept by another tool");
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> billing.run(new Command.Drop()))
                .withMessageContaining("It is not emptied from here");
        assertThat(states()).contains("2 add_due APPLIED");
    }

    @Test
    void twoRunsAreKeptApart() {
        try (Deadline deadline = Deadline.never();
                MigrationSession other = manager.database("billing").connect("other", deadline)) {
            assertThat(other.tryLock()).isTrue();
            assertThatExceptionOfType(LockTimeoutException.class)
                    .isThrownBy(() -> manager.run(Command.up()))
                    .withMessageContaining("other");
            other.unlock();
            assertThat(manager.run(Command.up()).outcome()).isEqualTo(Report.Outcome.DONE);
        }
    }

    @Test
    void cancellingEndsTheStatementInTheServer() throws Exception {
        MigrationManager slow = manager("slow/db/migration");
        CompletableFuture<Report> run = CompletableFuture.supplyAsync(() -> slow.run(Command.up()));
        await().until(() -> sleeping() == 1);

        slow.cancel();

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> run.get(30, TimeUnit.SECONDS))
                .withCauseInstanceOf(RunCancelledException.class)
                .withMessageContaining("classpath:slow/db/migration/V1__wait.sql");
        assertThat(sleeping()).isZero();
    }

    private long sleeping() {
        return client.sql("SELECT count(*) FROM pg_stat_activity WHERE query ~ 'pg_[s]leep' AND state = 'active'")
                .query(Long.class)
                .single();
    }

    @Test
    void theCommandLineHasIt() throws Exception {
        assertThat(commandLine(0, "status")).contains("billing (postgresql)", "000002   add_due");
        assertThat(commandLine(0, "up", "--db", "billing")).contains("add_due");
        assertThat(states()).doesNotContain("2 add_due PENDING");
        assertThat(commandLine(0, "up", "--db", "billing")).doesNotContain("add_due");
    }

    private String commandLine(int code, String... arguments) throws Exception {
        Path list = directory.resolve("META-INF/spring/dev.tandem.migration.boot.MigrationConfiguration.imports");
        Files.createDirectories(list.getParent());
        Files.writeString(list, Billing.class.getName());
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                directory + ":" + System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Application.class.getName(),
                "migrate"));
        command.addAll(Arrays.asList(arguments));
        command.addAll(List.of(
                "--spring.datasource.url=" + postgres.jdbcUrl(),
                "--spring.datasource.username=" + postgres.username(),
                "--spring.datasource.password=" + postgres.password()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isEqualTo(code);
            return output;
        } finally {
            process.destroyForcibly();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        public static void main(String[] arguments) {
            SpringApplication.run(Application.class, arguments);
        }
    }
}
