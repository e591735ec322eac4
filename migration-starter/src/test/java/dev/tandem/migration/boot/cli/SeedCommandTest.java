package dev.tandem.migration.boot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.boot.cli.TestTool.Result;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code migrate seed} on both real databases, in this process. */
class SeedCommandTest {
    @TempDir
    private Path folder;

    private TestDatabase postgres;
    private TestDatabase clickhouse;
    private TestTool tool;

    @BeforeEach
    void twoDatabases() throws IOException {
        postgres = DatabasesForTests.postgres();
        clickhouse = DatabasesForTests.clickhouse();
        execute(postgres, "CREATE TABLE users (id int PRIMARY KEY, name text)");
        execute(clickhouse, "CREATE TABLE spans (id UInt8) ENGINE = MergeTree ORDER BY id");
        Files.createDirectories(folder.resolve("migrations/postgres"));
        Files.createDirectories(folder.resolve("migrations/clickhouse"));
        Files.createDirectories(folder.resolve("seeds"));
        write("seeds/dev.yaml", "users:\n- {id: 1, name: Ada}\n- {id: 2, name: '${OWNER:Ben}'}\nspans:\n- id: 1\n");
        tool = new TestTool()
                .with("tandem.path", "file:" + folder.resolve("migrations"))
                .with("tandem.seed-path", "file:" + folder.resolve("seeds"))
                .with("tandem.databases.postgres.url", postgres.jdbcUrl())
                .with("tandem.databases.clickhouse.url", clickhouse.jdbcUrl());
    }

    @AfterEach
    void drop() {
        postgres.close();
        clickhouse.close();
    }

    @Test
    void saysWhatBecameOfTheRowsOfEachTable() {
        Result first = tool.run("migrate", "seed", "dev");
        assertThat(first.err()).isEmpty();
        assertThat(first.code()).isZero();
        assertThat(first.out().lines())
                .containsExactly(
                        "postgres    users  2 inserted  0 updated  0 unchanged",
                        "clickhouse  spans  1 inserted  0 updated  0 unchanged",
                        "Done: 3 rows, 3 inserted, 0 updated.");
        assertThat(tool.with("OWNER", "Bo").run("migrate", "seed", "dev").out().lines())
                .containsExactly(
                        "postgres    users  0 inserted  1 updated  1 unchanged",
                        "clickhouse  spans  0 inserted  0 updated  1 unchanged",
                        "Done: 3 rows, 0 inserted, 1 updated.");
        assertThat(strings(postgres, "SELECT name FROM users ORDER BY id")).containsExactly("Ada", "Bo");
        assertThat(tool.run("migrate", "seed", "dev", "--quiet")).isEqualTo(new Result(0, "", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "migrate seed -file FILE",
                "migrate -file FILE seed",
                "migrate seed FILE",
                "migrate seed --file=file:FILE",
                "migrate seed --file FILE --file OTHER"
            })
    void filesAreNamedInEverySpelling(String line) throws IOException {
        write("other.yaml", "postgres: {}\n");
        String file = folder.resolve("seeds/dev.yaml").toString();
        String other = folder.resolve("other.yaml").toString();
        String[] words = line.replace("FILE", file).replace("OTHER", other).split(" ");

        assertThat(tool.run(words).out()).endsWith("Done: 3 rows, 3 inserted, 0 updated." + System.lineSeparator());
    }

    @ParameterizedTest
    @CsvSource({
        "dev, classpath:seeds, classpath:seeds/dev.yaml",
        "dev, file:/x/, file:/x/dev.yaml",
        "dev, classpath:, classpath:dev.yaml",
        "a/dev, file:/x, a/dev",
        "dev.yaml, file:/x, dev.yaml",
        "dev.yml, file:/x, dev.yml",
        "classpath:dev, file:/x, classpath:dev",
    })
    void aBareWordIsAFileOfTheFolder(String name, String folder, String path) {
        assertThat(SeedRun.path(name, folder)).isEqualTo(path);
    }

    @Test
    void theClassPathIsTheFolderUnlessSetOtherwise() {
        Result result = tool.with("tandem.seed-path", "").run("migrate", "seed", "nobody");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("The class path has no seeds/nobody.yaml.");
    }

    @Test
    void jsonIsAloneOnStandardOutput() {
        Result result = tool.run("migrate", "seed", "dev", "--output", "json");
        assertThat(result.out()
                        .replaceAll("\"runId\":\"[^\"]+\"", "\"runId\":\"ID\"")
                        .strip())
                .isEqualTo("{\"outcome\":\"done\",\"runId\":\"ID\",\"dryRun\":false,\"tables\":["
                        + "{\"database\":\"postgres\",\"table\":\"users\",\"rows\":2,\"inserted\":2,\"updated\":0,\"unchanged\":0},"
                        + "{\"database\":\"clickhouse\",\"table\":\"spans\",\"rows\":1,\"inserted\":1,\"updated\":0,\"unchanged\":0}],"
                        + "\"error\":null}");
        assertThat(result.err()).contains("Done: 3 rows");
    }

    @Test
    void aMistakeIsToldWithFileAndLine() throws IOException {
        write("wrong.yaml", "users:\n- id: 3\n  nam: x\n");
        Result result = tool.run("migrate", "seed", folder.resolve("wrong.yaml").toString(), "--output=json");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err())
                .contains("The table users has no column nam. (line 3, column 3)", folder.resolve("wrong.yaml") + ":3");
        assertThat(result.out())
                .startsWith("{\"outcome\":\"failed\",\"runId\":null,\"dryRun\":false,\"tables\":[],\"error\":{")
                .contains("\"file\":\"" + folder.resolve("wrong.yaml") + "\",\"line\":3");
    }

    @Test
    void codesAreThoseOfTheOtherCommands() {
        assertThat(tool.run("migrate", "seed").code()).isEqualTo(2);
        assertThat(tool.run("migrate", "seed").err()).contains("Which file? For example: migrate seed dev");
        assertThat(tool.run("migrate", "seed", "dev", "--db", "nobody").code()).isEqualTo(2);
        assertThat(tool.run("migrate", "seed", "nobody").code()).isEqualTo(1);
        assertThat(tool.run("migrate", "seed", "dev", "--db", "postgres").err())
                .contains("There is no table spans in postgres.");
        tool.with("tandem.databases.clickhouse.url", "jdbc:clickhouse://127.0.0.1:1/none");
        assertThat(tool.run("migrate", "seed", "dev").code()).isEqualTo(8);
    }

    @Test
    void aDryRunCountsAndWritesNothing() {
        Result result = tool.run("migrate", "seed", "dev", "--dry-run");
        assertThat(result.out().lines())
                .containsExactly(
                        "postgres    users  2 rows",
                        "clickhouse  spans  1 row",
                        "Nothing was written: 3 rows in 2 tables.");
        assertThat(strings(postgres, "SELECT name FROM users")).isEmpty();
    }

    @Test
    void truncatingIsConfirmedOrRefused() {
        execute(postgres, "INSERT INTO users VALUES (9, 'old')");
        execute(postgres, "ANALYZE users");
        String[] truncate = {"migrate", "seed", "dev", "--truncate"};

        assertThat(tool.run(truncate).code()).isEqualTo(7);
        assertThat(tool.run("migrate", "seed", "dev", "--truncate", "--yes").code())
                .isEqualTo(7);
        assertThat(tool.answering(List.of("no"), truncate).code()).isEqualTo(7);
        assertThat(strings(postgres, "SELECT name FROM users")).containsExactly("old");

        Result confirmed = tool.answering(List.of("yes"), truncate);
        assertThat(confirmed.out().lines())
                .startsWith(
                        "This empties these tables, and then fills them:",
                        "  postgres    users  about 1 row   2 rows to come",
                        "  clickhouse  spans  about 0 rows  1 row to come");
        assertThat(strings(postgres, "SELECT name FROM users ORDER BY id")).containsExactly("Ada", "Ben");

        tool.with("tandem.protected", true);
        Result refused = tool.run("migrate", "seed", "dev", "--truncate", "--yes", "--db", "all");
        assertThat(refused.code()).isEqualTo(7);
        assertThat(refused.err()).contains("tandem.protected is true here");
        assertThat(tool.run("migrate", "seed", "dev").code()).isZero();
    }

    private void write(String file, String yaml) throws IOException {
        Files.writeString(folder.resolve(file), yaml);
    }

    private static void execute(TestDatabase database, String sql) {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> strings(TestDatabase database, String sql) {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> all = new ArrayList<>();
            while (rows.next()) {
                all.add(rows.getString(1));
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
