package dev.tandem.migration.boot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.boot.cli.TestTool.Result;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No command shows a password, the value of a placeholder, or that of a seed's variable, however it fails. */
class SecretsTest {
    private static final String PASSWORD = "Wb6/y@Tq:3%Zn+8 Kd&Jr?Lx";
    private static final String TOKEN = "Gh4tKp9wRx2mZv7qLs3n";
    private static final String SEED = "Yc5eVt8sNw1oBj6xFu2z";
    private static final List<List<String>> COMMANDS = List.of(
            List.of("up"),
            List.of("up", "--dry-run"),
            List.of("up", "--resume", "retry"),
            List.of("status"),
            List.of("info"),
            List.of("validate"),
            List.of("down", "--yes", "--db", "all"),
            List.of("goto", "none", "--yes", "--db", "all"),
            List.of("force", "1", "--yes", "--db", "postgres"),
            List.of("repair", "--yes", "--db", "all"),
            List.of("adopt", "--yes", "--db", "all"),
            List.of("version"),
            List.of("wait", "--migrated", "--timeout", "1s"),
            List.of("seed", "dev"),
            List.of("seed", "dev", "--dry-run"),
            List.of("drop", "--dry-run", "--db", "all"));

    @TempDir
    private Path folder;

    private TestDatabase postgres;
    private TestDatabase clickhouse;

    @BeforeEach
    void twoDatabases() {
        postgres = DatabasesForTests.postgres();
        clickhouse = DatabasesForTests.clickhouse();
        write("postgres/1_a.up.sql", "CREATE TABLE a (id int PRIMARY KEY, s text);");
        write("postgres/1_a.down.sql", "SELECT '${token}'::int;");
        write("clickhouse/1_a.up.sql", "CREATE TABLE b (i Int32) ENGINE = MergeTree ORDER BY i;");
        write("clickhouse/1_a.down.sql", "SELECT toInt32('${token}');");
        write("dev.yaml", "a:\n  - id: ${SEED}\n    s: x\n");
    }

    @AfterEach
    void drop() {
        postgres.close();
        clickhouse.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "clickhouse"})
    void noCommandShowsWhatAFailingMigrationWasGiven(String failing) {
        assertThat(tool().run("migrate", "up").code()).isZero();
        write(
                failing + "/2_fails.up.sql",
                failing.equals("postgres")
                        ? "SELECT 'before ${token}'::int;"
                        : "INSERT INTO b SELECT toInt32('before ${token}');");

        String output = everything(tool());

        assertThat(output).contains("${token}").contains("2_fails");
        assertNothingShown(output);
    }

    @Test
    void aSeedThatFailsShowsNoVariable() {
        tool().run("migrate", "up");

        Result result = tool().run("migrate", "seed", "dev", "--verbose");

        assertThat(result.code()).isOne();
        assertThat(result.err()).contains("${SEED}");
        assertNothingShown(result.out() + result.err());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://nobody:SECRET@127.0.0.1:1/db",
                "jdbc:postgresql://127.0.0.1:1/db?user=nobody&password=SECRET",
                "jdbc:postgresql://nobody:SECRET@127.0.0.1:1/db",
                "postgres://nobody:RAW@127.0.0.1:1/db",
                "mysql://nobody:RAW@127.0.0.1:1/db",
                "postgres://nobody:SECRET@${NO_SUCH_HOST}/db",
            })
    void noAddressThatLeadsNowhereShowsItsPassword(String url) {
        String with = url.replace(
                        "SECRET",
                        URLEncoder.encode(PASSWORD, StandardCharsets.UTF_8).replace("+", "%20"))
                .replace("RAW", PASSWORD);

        assertNothingShown(everything(tool().with("tandem.databases.postgres.url", with)));
        assertNothingShown(
                everything(tool().with("tandem.databases.postgres.url", "").with("DATABASE_URL", with)));
        assertNothingShown(
                everything(tool().with("tandem.databases.postgres.url", "").with("spring.datasource.url", with)));
    }

    @Test
    void aMisspelledPropertyIsNamedWithoutItsValue() {
        Result result =
                tool().with("tandem.databases.postgres.passwrod", PASSWORD).run("migrate", "status", "--verbose");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("passwrod");
        assertNothingShown(result.out() + result.err());
    }

    private TestTool tool() {
        return new TestTool()
                .with("tandem.path", "file:" + folder)
                .with("tandem.seed-path", "file:" + folder)
                .with("tandem.databases.postgres.url", postgres.jdbcUrl())
                .with("tandem.databases.postgres.password", PASSWORD)
                .with("tandem.databases.postgres.placeholders.token", TOKEN)
                .with("tandem.databases.clickhouse.url", clickhouse.jdbcUrl())
                .with("tandem.databases.clickhouse.placeholders.token", TOKEN)
                .with("SEED", SEED);
    }

    private static String everything(TestTool tool) {
        StringBuilder all = new StringBuilder();
        for (List<String> command : COMMANDS) {
            for (List<String> options : List.of(List.of("--verbose"), List.of("--output", "json"))) {
                String[] line = Stream.of(List.of("migrate"), command, options)
                        .flatMap(List::stream)
                        .toArray(String[]::new);
                Result result = tool.run(line);
                all.append(result.out()).append(result.err());
            }
        }
        return all.toString();
    }

    private static void assertNothingShown(String output) {
        for (String secret : List.of(PASSWORD, TOKEN, SEED)) {
            String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
            assertThat(output)
                    .doesNotContain(secret, encoded, encoded.replace("+", "%20"))
                    .doesNotContain(Base64.getEncoder()
                            .withoutPadding()
                            .encodeToString(secret.getBytes(StandardCharsets.UTF_8)))
                    .doesNotContain(secret.substring(0, 8), secret.substring(secret.length() - 8));
        }
    }

    private void write(String file, String text) {
        try {
            Path path = folder.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
