package dev.tandem.migration.boot.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.migration.boot.cli.TestTool.Result;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;

/** What only a process of its own can show: the whole way through an application's {@code main}, and its end. */
class ChildProcessTest {

    @TempDir
    private Path directory;

    @Test
    void anOrdinaryMainMigratesInsteadOfStarting() throws Exception {
        try (TestDatabase postgres = DatabasesForTests.postgres()) {
            Result up = run(
                    "--spring.profiles.active=some",
                    "migrate",
                    "up",
                    "--output=json",
                    "--spring.datasource.url=" + postgres.jdbcUrl());
            assertThat(up.code()).isZero();
            assertThat(up.out()).startsWith("{\"outcome\":\"done\"").hasLineCount(1);
            assertThat(up.err()).contains("postgres  000001 accounts  up");
        }
    }

    @Test
    void theProfileOfTheCommandLineTakesThePlaceOfOthers() throws Exception {
        write("application-staging.yml", "tandem.databases.staging.url: jdbc:oracle:staging");
        write("application-prod.yml", "tandem.databases.prod.url: jdbc:oracle:prod");
        Result result = run("--spring.profiles.active=prod", "migrate", "status", "--profile", "staging");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("staging").doesNotContain("prod");
    }

    @Test
    void theVariablesOfAProfileSayWhereItsDatabaseIs() throws Exception {
        try (TestDatabase staging = DatabasesForTests.postgres();
                TestDatabase application = DatabasesForTests.postgres()) {
            write("application.yml", "spring.datasource.url: " + application.jdbcUrl() + "\n");
            write(".env", "DATABASE_URL=postgresql://127.0.0.1:1/none\n");
            write(".env.staging", "export STAGING_DATABASE_URL=\"" + staging.jdbcUrl() + "\" # ours\n");
            Result up = run("migrate", "up", "--profile", "staging");
            assertThat(up.code()).isZero();
            assertThat(up.out()).contains("accounts");
            assertThat(run("migrate", "status", "--check").code()).isEqualTo(8);
            assertThat(run("migrate", "status", "--check", "--profile", "staging")
                            .code())
                    .isZero();
            Result explicit = run(
                    "migrate",
                    "status",
                    "--check",
                    "--profile=staging",
                    "--tandem.databases.postgres.url=" + application.jdbcUrl());
            assertThat(explicit.code()).isEqualTo(3);
        }
    }

    @Test
    void theFileOfTheProfileThatIsAskedForIsStrongerThanAGeneralVariable() throws Exception {
        try (TestDatabase staging = DatabasesForTests.postgres()) {
            write(".env", "DATABASE_URL=postgresql://127.0.0.1:1/none\n");
            write("application-staging.yml", "spring.datasource.url: " + staging.jdbcUrl() + "\n");
            assertThat(run("migrate", "up", "--profile", "staging").code()).isZero();
            assertThat(run("migrate", "status", "--spring.profiles.active=staging")
                            .code())
                    .isEqualTo(8);
        }
    }

    @Test
    void aMalformedDotEnvFileIsNamedWithItsLine() throws Exception {
        write(".env", "A=1\nB='secret\n");
        Result result = run("migrate", "status");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .contains("A quote is opened and never closed", ".env:2")
                .doesNotContain("secret", "\tat ");
    }

    @Test
    void propertiesInTheJsonOfTheCommandLineDoNotLiftTheProtection() throws Exception {
        write("application.yml", "tandem.protected: true\n");
        Result result = run(
                "migrate",
                "drop",
                "--yes",
                "--tandem.databases.postgres.url=jdbc:postgresql://localhost:1/none",
                "--spring.application.json={\"tandem\":{\"protected\":false}}");
        assertThat(result.code()).isEqualTo(7);
        assertThat(result.err()).contains("tandem.protected is true here");
    }

    @Test
    void brokenYamlEndsWithTheCodeOfAConfigurationError() throws Exception {
        write("application.yml", "tandem:\n  path: [unclosed\nother: 1\n");
        Result result = run("migrate", "status");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("line 3").doesNotContain("\tat ");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void anImportThatIsNotThereEndsWithTheCodeOfAConfigurationError() throws Exception {
        write("application.yml", "spring.config.import: file:nowhere.yml\n");
        Result result = run("migrate", "status", "--output=json");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("nowhere.yml").doesNotContain("\tat ");
        assertThat(result.out()).startsWith("{\"outcome\":\"failed\"").contains("nowhere.yml");
    }

    @Test
    void anApplicationWithoutTheWordFailsAsItAlwaysDid() throws Exception {
        write("application.yml", "spring.config.import: file:nowhere.yml\n");
        Result result = run("serve", "migrate");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).contains("APPLICATION FAILED TO START");
    }

    @Test
    void aWrongWordIsAnsweredBeforeTheConfigurationIsRead() throws Exception {
        write("application.yml", "spring.config.import: file:nowhere.yml\n");
        Result result = run("migrate", "upp");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("Did you mean up?").doesNotContain("nowhere");
        assertThat(run("migrate", "help").code()).isZero();
    }

    @Test
    void aTerminatedProcessCancelsTheStatementAndSaysWhatHappened() throws Exception {
        write("migrations/postgres/1_slow.up.sql", "SELECT pg_sleep(600);");
        try (TestDatabase postgres = DatabasesForTests.postgres()) {
            Process process = start(
                    "migrate", "up", "--tandem.path=file:migrations", "--spring.datasource.url=" + postgres.jdbcUrl());
            awaitStatement(postgres, "SELECT pg_sleep(600)");
            process.destroy();
            Result result = result(process);
            assertThat(result.code()).isEqualTo(128 + 15);
            assertThat(result.err()).contains("Cancelled (the process is shutting down)", "pg_sleep");
        }
    }

    @Test
    void aSeedingThatIsTerminatedSaysSoToo() throws Exception {
        try (TestDatabase postgres = DatabasesForTests.postgres()) {
            try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl());
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE slow (id int PRIMARY KEY)");
                statement.execute("CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql"
                        + " AS 'BEGIN PERFORM pg_sleep(600); RETURN NEW; END'");
                statement.execute("CREATE TRIGGER slow AFTER INSERT ON slow FOR EACH ROW EXECUTE FUNCTION slow()");
            }
            write("slow.yaml", "slow:\n- id: 1\n");
            Process process = start(
                    "migrate",
                    "seed",
                    "--file=slow.yaml",
                    "--output=json",
                    "--spring.datasource.url=" + postgres.jdbcUrl());
            awaitStatement(postgres, "INSERT INTO \"public\".\"slow\"%");
            process.destroy();
            Result result = result(process);
            assertThat(result.code()).isEqualTo(128 + 15);
            assertThat(result.err()).contains("Cancelled (the process is shutting down)");
            assertThat(result.out()).startsWith("{\"outcome\":\"failed\"");
        }
    }

    @Test
    void aProcessThatIsTerminatedEndsWithTheCodeOfTheSignalAndNoOther() throws Exception {
        Process process = start(Ending.class);
        await().atMost(30, TimeUnit.SECONDS).until(() -> text("out").contains("begun"));
        process.destroy();
        Result result = result(process);
        assertThat(result.code()).isEqualTo(128 + 15);
        assertThat(result.out()).doesNotContain("closed");
    }

    @Test
    void aCommandThatConnectsToNothingStartsNoDatabase() throws Exception {
        Result result = run(
                "migrate",
                "create",
                "create_metrics",
                "--db",
                "clickhouse",
                "--tandem.embedded.enabled=true",
                "--tandem.path=file:migrations");
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(Files.readString(Path.of(result.out().lines().findFirst().orElseThrow())))
                .contains("MergeTree");
        assertThat(directory.resolve(".embedded")).doesNotExist();
    }

    @Test
    void aPipedPromptPrintsTablesAndEndsAtTheFirstFailure() throws Exception {
        try (TestDatabase clickhouse = DatabasesForTests.clickhouse()) {
            write("in", "SELECT number AS n,\n'x' AS t FROM numbers(2);\nSELECT nonsense;\nSELECT 'never';\n");
            Result result = run(
                    "migrate",
                    "shell",
                    "--db=clickhouse",
                    "--tandem.databases.clickhouse.url=" + clickhouse.jdbcUrl(),
                    "--tandem.databases.other.url=" + clickhouse.jdbcUrl());
            assertThat(result.out()).isEqualToNormalizingNewlines("n  t\n0  x\n1  x\n2 rows\n");
            assertThat(result.err()).contains("nonsense");
            assertThat(result.code()).isEqualTo(1);
            Result several = run(
                    "migrate",
                    "shell",
                    "--tandem.databases.clickhouse.url=" + clickhouse.jdbcUrl(),
                    "--tandem.databases.other.url=" + clickhouse.jdbcUrl());
            assertThat(several.code()).isEqualTo(2);
            assertThat(several.err()).contains("clickhouse or other");
        }
    }

    private Result run(String... arguments) throws Exception {
        return result(start(arguments));
    }

    private Process start(String... arguments) throws IOException {
        return start(TestApplication.class, arguments);
    }

    private Process start(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(Arrays.asList(arguments));
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(
                        Files.exists(directory.resolve("in"))
                                ? ProcessBuilder.Redirect.from(
                                        directory.resolve("in").toFile())
                                : ProcessBuilder.Redirect.PIPE)
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile())
                .start();
    }

    private Result result(Process process) throws Exception {
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new Result(process.exitValue(), text("out"), text("err"));
        } finally {
            process.destroyForcibly();
        }
    }

    private static void awaitStatement(TestDatabase database, String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl());
                PreparedStatement running = connection.prepareStatement(
                        "SELECT 1 FROM pg_stat_activity WHERE query LIKE ? AND datname = current_database()")) {
            running.setString(1, sql);
            await().atMost(30, TimeUnit.SECONDS)
                    .until(() -> running.executeQuery().next());
        }
    }

    private String text(String file) throws IOException {
        return Files.readString(directory.resolve(file), UTF_8);
    }

    private void write(String file, String text) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    /** Says its last words when it is told to end, and is held back for longer than it needs for them. */
    static final class Ending {
        public static void main(String[] arguments) throws Exception {
            CountDownLatch told = new CountDownLatch(1);
            CountDownLatch closed = new CountDownLatch(1);
            try (LastWords lastWords = new LastWords()) {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    told.countDown();
                    try {
                        closed.await(1, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }));
                System.out.println("begun");
                told.await();
                lastWords.said();
            }
            System.out.println("closed");
            closed.countDown();
        }
    }

    /** As any application's. */
    static final class TestApplication {
        public static void main(String[] arguments) {
            SpringApplication.run(TestApplication.class, arguments);
        }
    }
}
