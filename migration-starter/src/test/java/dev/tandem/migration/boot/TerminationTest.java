package dev.tandem.migration.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.migration.Command;
import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.boot.autoconfigure.MigrationAutoConfiguration;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.SqlDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/** A process that is told to end while it migrates, or waits to: it does, soon, and leaves everything in order. */
class TerminationTest {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final int SIGTERM = 128 + 15;

    @TempDir
    private Path directory;

    private TestDatabase postgres;
    private TestDatabase clickhouse;
    private Process process;

    @BeforeEach
    void createDatabases() {
        postgres = DatabasesForTests.postgres();
        clickhouse = DatabasesForTests.clickhouse();
        write("postgres/1_fast.up.sql", "CREATE TABLE fast (i int);");
        write("clickhouse/1_fast.up.sql", "CREATE TABLE fast (i UInt64) ENGINE = MergeTree ORDER BY i;");
    }

    @AfterEach
    void dropDatabases() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
        postgres.close();
        clickhouse.close();
    }

    @ParameterizedTest
    @CsvSource({
        "application, postgres, 1",
        "application, clickhouse, 1",
        "application, postgres, 2",
        "application, clickhouse, 3",
        "command line, postgres, 3",
        "command line, clickhouse, 2"
    })
    void theStatementIsEndedInTheServerHoweverOftenItIsTold(String where, String database, int signals) {
        slow(database);
        start(where, database);
        awaitSlow(database);

        ends(signals);

        assertThat(output()).contains("Cancelled (the process is shutting down) during 2 slow");
        assertThat(slow(database(database))).isZero();
        DatabaseStatus left = manager(database).status().get(0);
        assertThat(left.lock().holder()).isNull();
        assertThat(left.current()).isEqualTo(1);
        assertThat(left.migrations().get(1).state()).isEqualTo(MigrationState.PENDING);
        assertThat(left.migrations().get(1).error()).contains("shutting down");
        assertThat(number(
                        database(database),
                        "SELECT count(*) FROM schema_migrations WHERE version = 2 AND state = 'failed'"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"application, postgres", "application, clickhouse", "command line, postgres", "command line, clickhouse"
    })
    void theWaitForAnotherRunIsEnded(String where, String database) {
        slow(database);
        MigrationManager holder = manager(database);
        CompletableFuture<Void> held = CompletableFuture.runAsync(() -> holder.run(Command.up()));
        awaitSlow(database);
        start(where, database);
        await().atMost(LONGEST).until(() -> output().toLowerCase(Locale.ROOT).contains("waiting for the lock"));

        ends(2);

        assertThat(output())
                .contains("Cancelled (the process is shutting down) while the lock of " + database + " was awaited");
        assertThat(slow(database(database))).isEqualTo(1);
        holder.cancel();
        assertThat(held.handle((done, failure) -> failure).join()).hasCauseInstanceOf(MigrationException.class);
    }

    @Test
    void theWaitForSomebodyElseToMigrateIsEnded() {
        start("check", "postgres", "--tandem.startup-check=wait");
        await().atMost(LONGEST).until(() -> output().contains("Waiting until somebody else has applied"));

        ends(1);

        assertThat(output())
                .contains("Cancelled (the process is shutting down) while it was awaited that somebody else migrates:"
                        + " postgres 1 fast");
    }

    @ParameterizedTest
    @CsvSource({
        "application, postgres, while postgres was connected",
        "application, clickhouse, while the history of clickhouse was read",
        "command line, postgres, while postgres was connected",
        "check, postgres, while it was awaited that somebody else migrates"
    })
    void aServerThatDoesNotAnswerKeepsNobodyFromEnding(String where, String database, String during)
            throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> knocked = CompletableFuture.runAsync(() -> {
                try {
                    silent.accept();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            String url =
                    database(database).jdbcUrl().replaceFirst("//[^/]*/", "//127.0.0.1:" + silent.getLocalPort() + "/");
            startAt(url, where, database, "--tandem.startup-check=wait");
            await().atMost(LONGEST).until(knocked::isDone);

            ends(1);

            assertThat(output()).contains("Cancelled (the process is shutting down) " + during);
        }
    }

    private void ends(int signals) {
        long start = System.nanoTime();
        for (int i = 0; i < signals; i++) {
            process.destroy();
        }
        try {
            assertThat(process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(process.exitValue()).isEqualTo(SIGTERM);
    }

    private void slow(String database) {
        write(
                database + "/2_slow.up.sql",
                database.equals("postgres")
                        ? "SELECT pg_sleep(600);"
                        : "SELECT sleepEachRow(1) FROM numbers(600) SETTINGS max_block_size = 1;");
    }

    private void awaitSlow(String database) {
        await().atMost(LONGEST).until(() -> slow(database(database)) > 0);
    }

    /** How many of the slow statement are running. */
    private long slow(TestDatabase database) {
        return number(
                database,
                database == postgres
                        ? "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep(600)%'"
                                + " AND datname = current_database() AND pid <> pg_backend_pid()"
                        : "SELECT count() FROM system.processes WHERE current_database = currentDatabase() AND query LIKE"
                                + " 'SELECT sleepEachRow%'");
    }

    private static long number(TestDatabase database, String sql) {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private TestDatabase database(String name) {
        return name.equals("postgres") ? postgres : clickhouse;
    }

    private MigrationManager manager(String database) {
        return MigrationManager.builder()
                .database(SqlDatabase.builder(database)
                        .url(database(database).jdbcUrl())
                        .paths(List.of(
                                directory.resolve("migrations/" + database).toString()))
                        .build())
                .build();
    }

    private void start(String where, String database, String... more) {
        startAt(database(database).jdbcUrl(), where, database, more);
    }

    private void startAt(String url, String where, String database, String... more) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Application.class.getName(),
                "--spring.main.web-application-type=none",
                "--tandem.path=file:migrations",
                "--tandem.databases." + database + ".url=" + url,
                "--tandem.auto-migrate=" + where.equals("application")));
        command.addAll(List.of(more));
        if (where.equals("command line")) {
            command.addAll(List.of("migrate", "up"));
        }
        try {
            process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("out").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String output() {
        try {
            return Files.readString(directory.resolve("out"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String file, String text) {
        try {
            Path path = directory.resolve("migrations").resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As any application. */
    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(MigrationAutoConfiguration.class)
    static class Application {
        public static void main(String[] arguments) {
            SpringApplication.run(Application.class, arguments);
        }
    }
}
