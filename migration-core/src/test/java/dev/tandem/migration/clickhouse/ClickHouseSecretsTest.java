package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.migration.MigrationException;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.Leaks;
import dev.tandem.migration.sql.Project;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that a failing run lets out holds the value of a placeholder, or a password. */
class ClickHouseSecretsTest {
    /** Of several words, with what is escaped, written as SQL has it. */
    private static final String TOKEN =
            "Zq7''vX\\\\wK9 pLm4\"RtY-bN2hGfD8sA1jUi5oEx3cVbQw6yTr0kMz-HjLpOiUyTrEw-QaZwSxEdCrFvTgByHn";

    private static final String NAME = "Gh4tKp9wRx2mZv7qLs3n";
    private static final String PASSWORD = "Wb6/y@Tq:3%Zn+8 Kd&Jr?Lx";
    private static final Map<String, String> PLACEHOLDERS =
            Map.of("token", TOKEN, "name", NAME, "number", "83649271503ab", "dashed", "Kq8vB-z5Nx7Wm");

    @TempDir
    Path directory;

    private TestDatabase database;
    private Project project;
    private Leaks leaks;

    @BeforeEach
    void createDatabase() {
        database = DatabasesForTests.clickhouse();
        project = new Project("clickhouse", database, directory).with(builder -> builder.placeholders(PLACEHOLDERS));
        leaks = new Leaks(
                TOKEN,
                TOKEN.replace("''", "'").replace("\\\\", "\\"),
                NAME,
                PASSWORD,
                PLACEHOLDERS.get("number"),
                PLACEHOLDERS.get("dashed"));
    }

    @AfterEach
    void dropDatabase() {
        leaks.close();
        database.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE t (i Int32) ENGINE = MergeTree ORDER BY i; INSERT INTO t VALUES ('${token}');",
                "CREATE TABLE t (i Int32) ENGINE = MergeTree ORDER BY i; INSERT INTO t VALUES (${name});",
                "CREATE TABLE t (i Int32) ENGINE = MergeTree ORDER BY i; INSERT INTO t SELECT toInt32('before ${token}');",
                "CREATE TABLE t (i Int32) ENGINE = MergeTree ORDER BY i; INSERT INTO t (${name}) VALUES (1);",
                "INSERT INTO `${name}` VALUES (1);",
                "INSERT INTO `${name}`.t VALUES (1);",
                "SELECT ${token};",
                "SELECT ${name};",
                "SELECT ${number};",
                "SELECT ${dashed};",
                "SELECT 1 ${dashed};",
                "SELECT '${token}' FROM nowhere;",
                "SELECT toDate('${token}');",
                "SELECT throwIf(1, '${token}');",
                "SELECT JSONExtract('${name}', '${name}');",
                "SET max_threads = '${name}'; SELECT 1;",
                "SET ${name} = 1; SELECT 1;",
                "USE `${name}`; CREATE TABLE t (i Int32) ENGINE = Memory;",
                "CREATE TABLE t (i ${name}) ENGINE = MergeTree ORDER BY i;",
                "CREATE TABLE t (i Int32) ENGINE = ${name} ORDER BY i;",
                "CREATE TABLE `${name}` (i Int32) ENGINE = MergeTree ORDER BY i; INSERT INTO `${name}` VALUES (1);"
                        + " ALTER TABLE `${name}` UPDATE i = throwIf(i = 1, '${token}') WHERE 1;"
                        + " ALTER TABLE `${name}` UPDATE i = 2 WHERE 1;",
                "CREATE TABLE `${name}` (i Int32) ENGINE = MergeTree ORDER BY i;"
                        + " CREATE MATERIALIZED VIEW v ENGINE = MergeTree ORDER BY i AS SELECT toInt32('${token}') AS i FROM `${name}`;"
                        + " INSERT INTO `${name}` VALUES (1);",
                "ALTER TABLE `${name}` ADD COLUMN i Int32;",
                "CREATE TABLE t ON CLUSTER `${name}` (i Int32) ENGINE = MergeTree ORDER BY i;",
                "CREATE USER `${name}` IDENTIFIED BY '${token}' NOSUCH;",
            })
    void nothingOfAStatementThatFails(String up) {
        project.migration("1_fails", up, "SELECT '${token}';").timeout(Duration.ofSeconds(20));

        leaks.add(catchThrowableOfType(MigrationException.class, project::up));

        lookEverywhere();
    }

    @Test
    void nothingOfOneThatTakesTooLong() {
        project.migration(
                        "1_slow",
                        "SELECT '${token}', sleepEachRow(1) FROM numbers(60) SETTINGS max_block_size = 1;",
                        "")
                .timeout(Duration.ofSeconds(2));

        leaks.add(catchThrowableOfType(MigrationException.class, project::up));

        lookEverywhere();
    }

    @Test
    void nothingOfADownThatFails() {
        project.migration("1_a", "SELECT '${token}';", "SELECT toInt32('${token}');")
                .up();

        leaks.add(catchThrowableOfType(MigrationException.class, () -> project.down(1)));

        lookEverywhere();
    }

    private void lookEverywhere() {
        leaks.addAllThatIsKnown(project.manager());
        leaks.add(Jdbc.strings(database.jdbcUrl(), "SELECT toString(tuple(*)) FROM schema_migrations"));
        assertThat(leaks.output()).contains("${");
        leaks.assertNone();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "clickhouse://u:SECRET@127.0.0.1:1/db",
                "clickhouse://u:SECRET@nowhere.invalid:8123/db",
                "jdbc:clickhouse://u:SECRET@127.0.0.1:1/db",
                "jdbc:clickhouse://127.0.0.1:1/db?user=u&password=SECRET",
                "jdbc:clickhouse://127.0.0.1:1/db?user=u&password=SECRET&socket_timeout=abc",
                "jdbc:clickhouse://127.0.0.1:1/db?user=u&password=SECRET&nosuch=1",
                "jdbc:clickhouse://127.0.0.1:1/db?user=u&password=SECRET&ssl=true&sslrootcert=/nowhere",
                "jdbc:clickhouse:https://127.0.0.1:1/db?user=u&password=SECRET",
                "jdbc:clickhouse://127.0.0.1:port/db?password=SECRET",
                "clickhouse://u:Wb6/y@Tq@127.0.0.1:1/db",
                "clickhouse://u:RAW@127.0.0.1:1/db",
                "jdbc:clickhouse://127.0.0.1:1/db?password=RAW",
            })
    void noPasswordOfAServerThatIsNotThereOrAnAddressThatIsWrong(String url) {
        MigrationException failure = catchThrowableOfType(MigrationException.class, () -> {
            project.with(builder -> builder.url(url.replace("SECRET", encoded()).replace("RAW", PASSWORD)))
                    .migration("1_a", "SELECT 1;", "")
                    .timeout(Duration.ofSeconds(1))
                    .up();
        });

        leaks.add(failure).assertNone();
    }

    private static String encoded() {
        return URLEncoder.encode(PASSWORD, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
