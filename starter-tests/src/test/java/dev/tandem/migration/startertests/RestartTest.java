package dev.tandem.migration.startertests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Under Boot's devtools, in a process of its own, because devtools leave those of tests alone. */
@Timeout(300)
class RestartTest {
    private final Path directory;

    RestartTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void aRestartKeepsTheEmbeddedDatabasesAndMigratesNothingTwice() throws Exception {
        Process process = start("--tandem.auto-migrate=true");
        String postgres;
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            List<String> first = untilStarted(output);
            assertThat(first)
                    .anyMatch(line -> line.contains("postgres is at version 1, 1 migration applied"))
                    .anyMatch(line -> line.contains("clickhouse is at version 1, 1 migration applied"));
            postgres = words(first)[2];
            SingleConnectionDataSource connection = new SingleConnectionDataSource(postgres, true);
            try {
                JdbcClient client = JdbcClient.create(connection);
                client.sql("INSERT INTO accounts VALUES (2, 'kept')").update();
                long events = number(client, "SELECT count(*) FROM schema_migrations");
                long sessions = sessions(client);

                process.outputWriter().append('r').flush();
                List<String> second = untilStarted(output);

                assertThat(words(second)[1]).as("the class").isNotEqualTo(words(first)[1]);
                assertThat(words(second)).endsWith(words(first)[2], words(first)[3]);
                assertThat(second)
                        .anyMatch(line -> line.contains("postgres is current at version 1, nothing to do"))
                        .anyMatch(line -> line.contains("clickhouse is current at version 1, nothing to do"))
                        .noneMatch(line -> line.contains("temporary databases"));
                assertThat(number(client, "SELECT count(*) FROM accounts")).isEqualTo(2);
                assertThat(number(client, "SELECT count(*) FROM schema_migrations"))
                        .isEqualTo(events);
                assertThat(sessions(client)).isEqualTo(sessions + 1);
            } finally {
                connection.destroy();
            }
            process.outputWriter().close();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> refuses(postgres));
    }

    @Test
    void theCommandLineAnswersUnderDevtoolsToo() throws Exception {
        Process process = start("migrate", "version", "--output=json");
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(output.lines()).anyMatch(line -> line.startsWith("{"));
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                WatchedApplication.class.getName()));
        command.addAll(Arrays.asList(arguments));
        command.addAll(List.of(
                "--tandem.embedded.enabled=true",
                "--tandem.embedded.directory=" + directory,
                // nothing but Tandem connects, so that its sessions can be counted
                "--spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
                "--spring.main.web-application-type=none"));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static List<String> untilStarted(BufferedReader output) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            lines.add(line);
            if (line.startsWith("started ")) {
                return lines;
            }
        }
        throw new AssertionError("The application has ended:\n" + String.join("\n", lines));
    }

    private static String[] words(List<String> lines) {
        return lines.get(lines.size() - 1).split(" ");
    }

    /** How many have connected so far; a session is counted at its end. */
    private static long sessions(JdbcClient client) {
        await().until(() -> number(
                        client,
                        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                + " AND backend_type = 'client backend' AND pid <> pg_backend_pid()")
                == 0);
        return number(client, "SELECT sessions FROM pg_stat_database WHERE datname = current_database()");
    }

    private static long number(JdbcClient client, String query) {
        return client.sql(query).query(Long.class).single();
    }

    private static boolean refuses(String url) {
        try {
            DriverManager.getConnection(url).close();
            return false;
        } catch (SQLException e) {
            return true;
        }
    }
}
