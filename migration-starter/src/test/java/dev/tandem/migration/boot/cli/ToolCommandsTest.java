package dev.tandem.migration.boot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.Failure;
import dev.tandem.migration.Finding;
import dev.tandem.migration.Finding.Severity;
import dev.tandem.migration.boot.cli.TestTool.Result;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.json.JsonContent;
import org.springframework.test.json.JsonContentAssert;

/** The commands that apply nothing, on both real databases. */
class ToolCommandsTest {
    private static final String NOWHERE = "jdbc:postgresql://127.0.0.1:1/nothing?user=nobody&connectTimeout=2";

    @TempDir
    private Path migrations;

    private TestDatabase postgres;
    private TestDatabase clickhouse;
    private TestTool tool;

    @BeforeEach
    void twoDatabases() {
        postgres = DatabasesForTests.postgres();
        clickhouse = DatabasesForTests.clickhouse();
        write("postgres/000001_create_users.up.sql", "CREATE TABLE users (id bigint);");
        write("postgres/000001_create_users.down.sql", "DROP TABLE users;");
        write(
                "clickhouse/20251126205953_spans.sql",
                "-- migrate:up\nCREATE TABLE spans (id UInt64) ENGINE = Memory;\n-- migrate:down\nDROP TABLE spans;");
        tool = new TestTool()
                .with("tandem.path", "file:" + migrations)
                .with("tandem.databases.postgres.url", postgres.jdbcUrl())
                .with("tandem.databases.clickhouse.url", clickhouse.jdbcUrl());
    }

    @AfterEach
    void drop() {
        postgres.close();
        clickhouse.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "migrate create add_users_table --db postgres",
                "migrate new add_users_table --db postgres",
                "migrate -db postgres -name add_users_table create",
                "migrate create -name=add_users_table -db postgres",
                "migrate --name AddUsersTable create --db=postgres",
            })
    void createPrintsWhatItWrote(String line) {
        Result result = tool.run(line.split(" "));
        assertThat(result.code()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out().lines())
                .containsExactly(
                        migrations
                                .resolve("postgres/000002_add_users_table.up.sql")
                                .toString(),
                        migrations
                                .resolve("postgres/000002_add_users_table.down.sql")
                                .toString());
        assertThat(read("postgres/000002_add_users_table.up.sql")).contains("-- CREATE TABLE IF NOT EXISTS users (");
    }

    @Test
    void createFollowsTheFolderOfEachDatabase() throws IOException {
        Result result = tool.run("migrate", "create", "create_metrics", "--db", "all", "--output", "json");
        assertThat(result.code()).isZero();
        JsonContentAssert json = json(result);
        json.extractingPath("$.created[0].database").isEqualTo("postgres");
        json.extractingPath("$.created[0].version").isEqualTo(2);
        json.extractingPath("$.created[0].files.length()").isEqualTo(2);
        json.extractingPath("$.created[1].files.length()").isEqualTo(1);
        try (Stream<Path> files = Files.list(migrations.resolve("clickhouse"))) {
            Path created = files.filter(file -> file.toString().endsWith("_create_metrics.sql"))
                    .findFirst()
                    .orElseThrow();
            assertThat(Files.readString(created))
                    .startsWith("-- migrate:up\n")
                    .contains("-- migrate:down\n", "-- ENGINE = MergeTree", "-- PARTITION BY", "-- ORDER BY", "-- TTL");
        }
        assertThat(tool.run("migrate", "up").code()).isZero();
    }

    @Test
    void statusShowsADatabaseWhoseLockCannotBeSeen() {
        tool.with("tandem.databases.postgres.url", NOWHERE)
                .with("tandem.databases.clickhouse.lock", "postgres:postgres");

        Result status = tool.run("migrate", "status", "--db", "clickhouse");
        assertThat(status.code()).isZero();
        assertThat(status.out())
                .startsWith("clickhouse (clickhouse) has none applied, 1 pending, its lock cannot be seen:"
                        + " it is kept by postgres, which cannot be reached: ")
                .contains("20251126205953  spans");
        assertThat(tool.run("migrate", "info", "--db", "clickhouse").out())
                .contains("postgres, cannot be seen: it is kept by postgres");
        json(tool.run("migrate", "status", "--db", "clickhouse", "--output", "json"))
                .extractingPath("$.databases[0].lock.unseen")
                .asString()
                .contains("kept by postgres");
        assertThat(tool.run("migrate", "wait", "--db", "clickhouse", "--timeout", "1s"))
                .satisfies(result -> assertThat(result.code()).isEqualTo(8))
                .satisfies(result -> assertThat(result.err()).contains("Its lock cannot be seen"));
    }

    @Test
    void createNeedsToKnowForWhichDatabase() {
        Result nobody = tool.run("migrate", "create", "x");
        assertThat(nobody.code()).isEqualTo(2);
        assertThat(nobody.err()).contains("For which database?", "--db: postgres, clickhouse or all");
        assertThat(tool.answering(List.of("mysql"), "migrate", "create", "x").code())
                .isEqualTo(2);
        assertThat(tool.answering(List.of(), "migrate", "create", "x").code()).isEqualTo(2);
        Result answered = tool.answering(List.of("postgres"), "migrate", "create", "x");
        assertThat(answered.out().lines()).hasSize(2);
        assertThat(answered.err()).contains("For which database: postgres, clickhouse or all? ");
        assertThat(tool.answering(List.of("all"), "migrate", "create", "y")
                        .out()
                        .lines())
                .hasSize(3);
    }

    @Test
    void createNeedsNoDatabaseNotEvenAnAddress() {
        TestTool without = new TestTool()
                .with("tandem.path", "file:" + migrations)
                .with("tandem.databases.postgres.url", "")
                .with("tandem.databases.clickhouse.url", "");
        Result result = without.run("migrate", "create", "create_metrics", "--db", "clickhouse", "--format", "pair");
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(read(Path.of(result.out().lines().findFirst().orElseThrow())))
                .contains("MergeTree");
        assertThat(without.run("migrate", "validate", "--offline").code()).isZero();
        assertThat(without.run("migrate", "validate").code()).isEqualTo(2);
    }

    @Test
    void createShowsBeforehandWhatItWouldWrite() {
        Result result = tool.run("migrate", "create", "x", "--db", "postgres", "--dry-run");
        assertThat(result.out()).startsWith("would create " + migrations);
        assertThat(migrations.resolve("postgres/000002_x.up.sql")).doesNotExist();
    }

    @Test
    void createKeepsInTheFolder() {
        Result result = tool.run("migrate", "create", "../evil", "--db", "postgres");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("'../evil' is no name for a migration");
    }

    @Test
    void createWritesNothingUnlessItCanForEveryDatabase() {
        Result result = tool.with("tandem.databases.clickhouse.create-in", "http://x")
                .run("migrate", "create", "x", "--db", "all");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("tandem.databases.clickhouse.create-in");
        assertThat(migrations.resolve("postgres/000002_x.up.sql")).doesNotExist();
    }

    @Test
    void validateIsSilentAboutWhatIsRight() {
        Result result = tool.run("migrate", "validate");
        assertThat(result).isEqualTo(new Result(0, "Valid.\n", ""));
        json(tool.run("migrate", "validate", "--output", "json"))
                .extractingPath("$.valid")
                .isEqualTo(true);
    }

    @Test
    void validateFindsWhatIsWrongInEveryDatabase() {
        write("postgres/000002_wrong.up.sql", "SELECT 1;\nSELECT 'x");
        write("clickhouse/20251126205954_wrong.sql", "CREATE TABEL t;");
        Result text = tool.run("migrate", "validate");
        assertThat(text.code()).isEqualTo(6);
        assertThat(text.out())
                .contains(
                        "error: postgres 2: A string is not closed",
                        "warning: postgres 2: wrong has no down",
                        "error: clickhouse 20251126205954: Code: 62.",
                        "2 errors, 2 warnings.");
        assertThat(tool.run("migrate", "validate", "--offline", "--db", "clickhouse")
                        .code())
                .isZero();
        Result json = tool.run("migrate", "validate", "--output", "json");
        json(json).extractingPath("$.valid").isEqualTo(false);
        json(json).extractingPath("$.findings[0].severity").isEqualTo("error");
        json(json).extractingPath("$.findings[0].line").isEqualTo(2);
        Result github = tool.run("migrate", "validate", "--output", "github");
        assertThat(github.code()).isEqualTo(6);
        assertThat(github.out().lines())
                .anyMatch(line -> line.startsWith("::error file="
                        + migrations.resolve("postgres/000002_wrong.up.sql")
                        + ",line=2::postgres 2: A string is not closed"))
                .anyMatch(line -> line.startsWith("::warning file="))
                .allMatch(line -> line.startsWith("::"));
    }

    @Test
    void validateNotesADatabaseThatDoesNotAnswer() {
        Result result =
                tool.with("tandem.databases.postgres.url", NOWHERE).run("migrate", "validate", "--db", "postgres");
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("note: postgres: Its history was not compared: ", "Valid.");
    }

    @Test
    void annotationsAreEscapedAndRelative() {
        Finding finding = new Finding(
                Severity.ERROR,
                new Failure("postgres", 3L, "/srv/a,b:c/1_x.sql", 1, 7, null, "100%\nwrong", "Mend it."));
        assertThat(GitHubAnnotation.of(finding, Path.of("/srv")))
                .isEqualTo("::error file=a%2Cb%3Ac/1_x.sql,line=7::postgres 3: 100%25%0Awrong Mend it.");
        assertThat(GitHubAnnotation.of(new Finding(Severity.NOTE, Failure.of(null, "x", null)), Path.of("/srv")))
                .isEqualTo("::notice::x");
    }

    @Test
    void waitEndsWhenTheDatabasesAnswer() {
        assertThat(tool.run("migrate", "wait")).isEqualTo(new Result(0, "Ready: postgres, clickhouse.\n", ""));
        json(tool.run("migrate", "wait", "--output", "json"))
                .extractingPath("$.databases[1].ready")
                .isEqualTo(true);
    }

    @Test
    void waitGivesUpWithTheTime() {
        Result result =
                tool.with("tandem.databases.clickhouse.url", NOWHERE).run("migrate", "wait", "--timeout", "700ms");
        assertThat(result.code()).isEqualTo(8);
        assertThat(result.out()).containsOnlyOnce("waiting for clickhouse: The server cannot be reached");
        assertThat(result.err()).contains("Not ready after ", "clickhouse: The server cannot be reached");
        json(tool.run("migrate", "wait", "--timeout", "300ms", "--output", "json"))
                .extractingPath("$.ready")
                .isEqualTo(false);
    }

    @Test
    void waitDoesNotHangWithAServerThatAcceptsAndIsSilent() throws Exception {
        try (ServerSocket silent = new ServerSocket(0)) {
            Result result = tool.with(
                            "tandem.databases.postgres.url",
                            "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/x?user=x")
                    .run("migrate", "wait", "--timeout", "1500ms", "--db", "postgres");
            assertThat(result.code()).isIn(5, 8);
            assertThat(result.err()).contains("Not ready after ", "  postgres: ");
        }
    }

    @Test
    void waitForTheMigrationOfSomebodyElse() throws Exception {
        Result late = tool.run("migrate", "wait", "--migrated", "--timeout", "400ms");
        assertThat(late.code()).isEqualTo(5);
        assertThat(late.err()).contains("postgres (postgresql) has none applied, 1 pending");
        CompletableFuture<Result> waiting =
                CompletableFuture.supplyAsync(() -> tool.run("migrate", "wait", "--migrated", "--timeout", "60s"));
        assertThat(tool.run("migrate", "up").code()).isZero();
        Result result = waiting.get(60, TimeUnit.SECONDS);
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("Ready: postgres, clickhouse.");
    }

    @Test
    void waitSaysWhyADatabaseIsNotMigratedByTheTime() {
        tool.run("migrate", "up");
        write("postgres/000001_create_users.up.sql", "CREATE TABLE users (id int);");
        assertThat(tool.run("migrate", "wait", "--migrated", "--timeout", "300ms")
                        .code())
                .isEqualTo(6);
    }

    @Test
    void aDatabaseWhoseFilesCannotBeUsedIsNotMigratedWhateverItsServerSays() {
        tool.run("migrate", "up");
        write("postgres/1_again.up.sql", "SELECT 1;");
        Result result = tool.run("migrate", "wait", "--migrated", "--timeout", "300ms");
        assertThat(result.code()).isEqualTo(6);
        assertThat(result.err()).contains("  postgres: Two up files have the version 1");
    }

    @Test
    void whatIsNotKnownIsNotShownAsNone() {
        tool.run("migrate", "up");
        write("postgres/1_again.up.sql", "SELECT 1;");

        Result version = tool.run("migrate", "version");
        assertThat(version.code()).isEqualTo(6);
        assertThat(version.out()).isEqualTo("postgres    ?\nclickhouse  20251126205953\n");
        assertThat(version.err()).contains("postgres: Two up files have the version 1");

        Result info = tool.run("migrate", "info");
        assertThat(info.code()).isEqualTo(6);
        assertThat(info.out()).contains("postgres (postgresql) cannot be read").doesNotContain("has no migrations");
        assertThat(info.err()).contains("postgres: Two up files have the version 1");

        Result watch = tool.run("migrate", "status", "--watch", "--timeout", "100ms");
        assertThat(watch.code()).isEqualTo(6);
        assertThat(watch.out())
                .contains("postgres (postgresql) cannot be read: Two up files have the version 1")
                .doesNotContain("has no migrations");
    }

    @Test
    void versionIsALinePerDatabase() {
        assertThat(tool.run("migrate", "version").out()).isEqualTo("postgres    none\nclickhouse  none\n");
        tool.run("migrate", "up");
        assertThat(tool.run("migrate", "version").out()).isEqualTo("postgres    000001\nclickhouse  20251126205953\n");
        assertThat(tool.run("migrate", "-db", "postgres", "version").out()).isEqualTo("postgres  000001\n");
        JsonContentAssert json = json(tool.run("migrate", "version", "--output", "json"));
        json.extractingPath("$.databases[0].current").isEqualTo(1);
        json.extractingPath("$.databases[0].dirty").isEqualTo(false);
        Result away = tool.with("tandem.databases.postgres.url", NOWHERE).run("migrate", "version");
        assertThat(away.code()).isEqualTo(8);
        assertThat(away.out()).isEqualTo("postgres    ?\nclickhouse  20251126205953\n");
        assertThat(away.err()).contains("postgres: ");
    }

    @Test
    void infoShowsEverythingButSecrets() {
        tool.run("migrate", "up");
        write("postgres/000002_more.up.sql", "SELECT 1;");
        tool.with("tandem.databases.postgres.placeholders.token", "hush-hush")
                .with("tandem.databases.postgres.lock-timeout", "7s")
                .with("tandem.databases.postgres.password", "not-to-be-seen")
                .with("tandem.databases.third.url", NOWHERE + "&password=in-the-url");
        Result text = tool.run("migrate", "info");
        assertThat(text.code()).isEqualTo(8);
        assertThat(text.out())
                .contains("postgres (postgresql) is at 000001, 1 pending", "third (postgresql) cannot be read")
                .containsPattern("server +1\\d\\.\\d+, answers in \\d+\\.\\d ms")
                .containsPattern("lock +advisory, free")
                .containsPattern("history +public\\.schema_migrations\n")
                .containsPattern("history +\\S+\\.schema_migrations, engine MergeTree\n")
                .containsPattern("missing rights +none")
                .containsPattern("pending +1, about .+ if they take as long as those before")
                .containsPattern("run [0-9a-f]{12} +20.* by \\S+@\\S+: 1 applied")
                .containsPattern("password +\\*{6}")
                .containsPattern("placeholders\\.token +\\*{6}")
                .containsPattern("lock-timeout +PT7S")
                .containsPattern("paths +file:" + migrations + "/postgres")
                .containsPattern("protected +false");
        Result json = tool.run("migrate", "info", "--output", "json");
        JsonContentAssert content = json(json);
        content.extractingPath("$.databases[0].server.missingRights").isEqualTo(List.of());
        content.extractingPath("$.databases[0].runs[0].applied").isEqualTo(1);
        content.extractingPath("$.databases[2].name").isEqualTo("clickhouse");
        content.extractingPath("$.databases[1].reachable").isEqualTo(false);
        content.extractingPath("$.databases[1].server").isNull();
        for (Result result : List.of(text, json)) {
            assertThat(result.out() + result.err()).doesNotContain("hush-hush", "not-to-be-seen", "in-the-url");
        }
    }

    @Test
    void aWatchWithoutATerminalSaysWhatHasChanged() throws Exception {
        CompletableFuture<Result> watch =
                CompletableFuture.supplyAsync(() -> tool.run("migrate", "status", "--watch", "--timeout", "5s"));
        assertThat(tool.run("migrate", "up", "--db", "clickhouse").code()).isZero();
        Result result = watch.get(60, TimeUnit.SECONDS);
        assertThat(result.code()).isZero();
        assertThat(result.out().lines().filter(line -> line.contains("postgres (postgresql)")))
                .singleElement()
                .asString()
                .endsWith("postgres (postgresql) has none applied, 1 pending");
        assertThat(result.out())
                .contains("clickhouse (clickhouse) is at 20251126205953")
                .doesNotContain("\u001b");
    }

    @Test
    void aWatchInJsonIsALinePerChange() {
        Result result = tool.run("migrate", "status", "--watch", "--timeout", "1500ms", "--output", "json");
        assertThat(result.out().lines()).hasSize(1);
    }

    @Test
    void aWatchOnATerminalDrawsAgain() {
        Result result = tool.answering(List.of(), "migrate", "status", "--watch", "--timeout", "1200ms", "--check");
        assertThat(result.code()).isEqualTo(3);
        assertThat(result.out().split("\u001b\\[H", -1)).hasSizeGreaterThan(2);
    }

    @Test
    void aLongNameIsCutOnATerminalOnly() {
        String name = "a_name_that_is_far_longer_than_a_table_on_a_terminal_has_room_for";
        write("postgres/000002_" + name + ".up.sql", "SELECT 1;");
        assertThat(tool.run("migrate", "status").out()).contains(name);
        assertThat(tool.answering(List.of(), "migrate", "status").out())
                .contains("a_name_that_is_far_longer_than_a_table_on_a_ter…")
                .doesNotContain(name);
    }

    private static JsonContentAssert json(Result result) {
        return assertThat(new JsonContent(result.out()));
    }

    private void write(String file, String sql) {
        try {
            Files.createDirectories(migrations.resolve(file).getParent());
            Files.writeString(migrations.resolve(file), sql);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String read(String file) {
        return read(migrations.resolve(file));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
