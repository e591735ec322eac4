package dev.tandem.migration.boot.cli;

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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.json.JsonContent;
import org.springframework.test.json.JsonContentAssert;

/** Every command on both real databases, in this process. */
class CommandLineTest {
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
        write("postgres/000001_create_users.up.sql", "CREATE TABLE users (id bigint);\nINSERT INTO users VALUES (1);");
        write("postgres/000001_create_users.down.sql", "DROP TABLE users;");
        write("postgres/000002_add_plan.up.sql", "ALTER TABLE users ADD COLUMN plan text; -- later: a type");
        write("postgres/000002_add_plan.down.sql", "ALTER TABLE users DROP COLUMN plan;");
        write(
                "clickhouse/000001_create_spans.up.sql",
                "CREATE TABLE spans (id UInt64) ENGINE = MergeTree ORDER BY id;");
        write("clickhouse/000001_create_spans.down.sql", "DROP TABLE spans;");
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

    @Test
    void upAppliesEverythingAndSaysSoALineEach() {
        Result result = tool.run("migrate", "up");
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(result.out().lines().map(line -> line.replaceAll("\\d+(\\.\\d)? m?s$", "TIME")))
                .containsExactly(
                        "postgres    000001 create_users  up  TIME",
                        "postgres    000002 add_plan      up  TIME",
                        "clickhouse  000001 create_spans  up  TIME",
                        "Done: 3 migrations applied.");
        assertThat(tool.run("migrate", "up").out())
                .isEqualToNormalizingNewlines("Nothing to do: postgres is at 000002, clickhouse is at 000001.\n");
    }

    @Test
    void downTakesTheLatestRunBackAndNothingOfTheRunsBefore() {
        tool.run("migrate", "steps", "1", "--db", "postgres");
        tool.run("migrate", "up");

        Result result = tool.answering(List.of("yes"), "migrate", "down", "--last-run");

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out().lines().map(line -> line.replaceAll(" +\\d+(\\.\\d)? m?s$", "")))
                .containsSubsequence(
                        "clickhouse  000001 create_spans  down",
                        "postgres    000002 add_plan      down",
                        "Done: 2 migrations taken back.");
        assertThat(tool.run("migrate", "version").out()).contains("postgres").contains("000001");
    }

    /** It did nothing in ClickHouse, where an earlier run did. */
    @Test
    void downOfARunLeavesADatabaseAloneInWhichItDidNothing() {
        tool.run("migrate", "up", "--db", "clickhouse");
        tool.run("migrate", "up");

        Result result = tool.answering(List.of("yes"), "migrate", "down", "--last-run");

        assertThat(result.out()).contains("Done: 2 migrations taken back.").doesNotContain("create_spans  down");
    }

    @Test
    void downOfTheLatestRunWhereNothingIsAppliedHasNothingToDo() {
        Result result = tool.run("migrate", "down", "--last-run");

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).startsWith("Nothing to do");
    }

    @Test
    void downOfTheLatestRunTakesNoCount() {
        assertThat(tool.run("migrate", "down", "--last-run", "--steps", "2").code())
                .isEqualTo(2);
    }

    @Test
    void repeatableMigrationsAndHooksAreShownWithoutAVersion() throws IOException {
        Files.writeString(
                migrations.resolve("postgres/R_emails.sql"), "CREATE OR REPLACE VIEW emails AS SELECT 1 AS one;");
        Files.writeString(migrations.resolve("postgres/before_up.sql"), "SELECT 1;");
        Files.writeString(migrations.resolve("postgres/after_up.sql"), "SELECT 2;");

        assertThat(tool.run("migrate", "up", "--db", "postgres")
                        .out()
                        .lines()
                        .map(line -> line.replaceAll(" +\\d+(\\.\\d)? m?s$", " TIME")))
                .containsExactly(
                        "postgres  before_up.sql TIME",
                        "postgres  000001 create_users  up TIME",
                        "postgres  000002 add_plan      up TIME",
                        "postgres  R emails             up TIME",
                        "postgres  after_up.sql TIME",
                        "Done: 3 migrations applied.");
        Files.writeString(
                migrations.resolve("postgres/R_emails.sql"), "CREATE OR REPLACE VIEW emails AS SELECT 2 AS one;");
        assertThat(tool.run("migrate", "status", "--db", "postgres").out())
                .startsWith("postgres (postgresql) is at 000002, 1 pending")
                .containsPattern("\\n  R        emails        pending ");
        assertThat(tool.run("migrate", "status", "--check", "--db", "postgres").code())
                .isEqualTo(3);
        assertThat(tool.run("migrate", "wait", "--migrated", "--timeout", "1s", "--db", "postgres")
                        .code())
                .isEqualTo(5);
        JsonContentAssert json = json(tool.run("migrate", "up", "--db", "postgres", "--output", "json"));
        json.extractingPath("$.steps[0].version").isNull();
        json.extractingPath("$.steps[0].repeatable").isEqualTo(true);
        json.extractingPath("$.steps[0].name").isEqualTo("emails");
    }

    @Test
    void stepsGoForwardAndBack() {
        assertThat(tool.run("migrate", "-db", "postgres", "steps", "1").code()).isZero();
        assertThat(applied()).isEqualTo("postgres 1 pending 1, clickhouse null pending 1");
        assertThat(tool.run("migrate", "-db", "postgres", "-steps", "-1", "up", "-yes")
                        .code())
                .isZero();
        assertThat(applied()).isEqualTo("postgres null pending 2, clickhouse null pending 1");
    }

    @Test
    void quietLeavesResultsOnlyAndVerboseTellsOfEachStatement() {
        assertThat(tool.run("migrate", "up", "--quiet")).isEqualTo(new Result(0, "", ""));
        assertThat(tool.run("migrate", "down", "--db", "postgres", "--yes", "--verbose")
                        .out())
                .contains(
                        "run ",
                        migrations.resolve("postgres/000002_add_plan.down.sql").toString(),
                        "  statement 1, line 1");
    }

    @Test
    void statusIsATableForPeople() {
        tool.run("migrate", "up", "--db", "postgres", "--steps", "1");
        Result result = tool.run("migrate", "status");
        assertThat(result.code()).isZero();
        assertThat(result.err()).isEmpty();
        List<String> lines = result.out().lines().toList();
        assertThat(lines).hasSize(8);
        assertThat(lines.get(0)).isEqualTo("postgres (postgresql) is at 000001, 1 pending");
        assertThat(lines.get(1)).matches("  VERSION  NAME          STATE    APPLIED AT +TOOK +BY +DOWN");
        assertThat(lines.get(2))
                .matches(
                        "  000001   create_users  applied  [-\\d]{10} [:\\d]{8} [+-]\\d\\d:\\d\\d  \\d+ ms +\\S+ +yes");
        assertThat(lines.get(3)).matches("  000002   add_plan      pending  - +- +- +yes");
        assertThat(lines.get(5)).isEqualTo("clickhouse (clickhouse) has none applied, 1 pending");
        assertThat(lines.get(2).length()).isEqualTo(lines.get(3).length());
    }

    @Test
    void statusIsColouredOnATerminalOnly() {
        assertThat(tool.inColour("migrate", "status").out()).contains("\u001b[33m", "\u001b[0m");
        assertThat(tool.inColour("migrate", "status", "--output", "json").out()).doesNotContain("\u001b");
        assertThat(tool.run("migrate", "status").out()).doesNotContain("\u001b");
    }

    @Test
    void statusChecksOnlyWhenAskedTo() {
        assertThat(tool.run("migrate", "status", "--check").code()).isEqualTo(3);
        tool.run("migrate", "up");
        assertThat(tool.run("migrate", "status", "--check").code()).isZero();
    }

    @Test
    void jsonIsAloneOnStandardOutput() {
        Result up = tool.run("migrate", "up", "--output", "json");
        assertThat(up.err()).contains("create_users");
        JsonContentAssert json = json(up);
        json.extractingPath("$.outcome").isEqualTo("done");
        json.extractingPath("$.steps.length()").isEqualTo(3);
        json.extractingPath("$.steps[0].outcome").isEqualTo("applied");
        json.extractingPath("$.error").isNull();
        JsonContentAssert status = json(tool.run("migrate", "status", "--output", "json"));
        status.extractingPath("$.databases[0].name").isEqualTo("postgres");
        status.extractingPath("$.databases[0].current").isEqualTo(2);
        status.extractingPath("$.databases[1].migrations[0].state").isEqualTo("applied");
        json(tool.run("migrate", "up", "--output", "json", "--quiet"))
                .extractingPath("$.outcome")
                .isEqualTo("nothing");
    }

    @Test
    void aDryRunPrintsTheSqlAndCreatesNothing() {
        Result result = tool.run("migrate", "up", "--dry-run");
        assertThat(result.code()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .contains("BEGIN;", "CREATE TABLE users (id bigint);", "COMMIT;", "CREATE TABLE spans (id UInt64)");
        assertThat(query(postgres, "SELECT count(*) FROM pg_class WHERE relname IN ('users', 'schema_migrations')"))
                .isEqualTo("0");
        assertThat(query(clickhouse, "SELECT count() FROM system.tables WHERE database = currentDatabase()"))
                .isEqualTo("0");
        Result json = tool.run("migrate", "-dry-run", "-output", "json", "up");
        assertThat(json.err()).contains("CREATE TABLE users");
        json(json).extractingPath("$.steps[0].outcome").isEqualTo("not-run");
    }

    @Test
    void aDryRunWithNothingToDoIsStillSql() {
        tool.run("migrate", "up");
        assertThat(tool.run("migrate", "up", "--dry-run").out()).startsWith("-- nothing to do");
    }

    @Test
    void downNeedsAWord() {
        tool.run("migrate", "up");
        Result nobody = tool.run("migrate", "down", "--db", "postgres");
        assertThat(nobody.code()).isEqualTo(7);
        assertThat(nobody.out())
                .containsPattern("postgres  000002 add_plan  down  applied (just now|\\d+ seconds? ago)");
        assertThat(nobody.err()).contains("Not confirmed", "Add --yes.");
        assertThat(tool.answering(List.of("no"), "migrate", "down", "--db", "postgres")
                        .code())
                .isEqualTo(7);
        assertThat(tool.answering(List.of(), "migrate", "down").code()).isEqualTo(7);
        assertThat(applied()).isEqualTo("postgres 2 pending 0, clickhouse 1 pending 0");

        Result confirmed = tool.answering(List.of("yes"), "migrate", "down");
        assertThat(confirmed.code()).isZero();
        assertThat(confirmed.err()).contains("Type yes to confirm: ");
        assertThat(confirmed.out().lines().filter(line -> line.contains("down  ")))
                .element(0)
                .asString()
                .contains("clickhouse");
        assertThat(applied()).isEqualTo("postgres 1 pending 1, clickhouse null pending 1");
    }

    @Test
    void aPlanThatChangedWhileSomebodyThoughtAboutItIsRefused() {
        tool.run("migrate", "up");
        Result result = tool.answering(
                () -> {
                    tool.run("migrate", "down", "--db", "postgres", "--yes");
                    return "yes";
                },
                "migrate",
                "down",
                "--db",
                "postgres");
        assertThat(result.code()).isEqualTo(7);
        assertThat(result.err()).contains("The plan is not the confirmed one any more");
        assertThat(applied()).isEqualTo("postgres 1 pending 1, clickhouse 1 pending 0");
    }

    @Test
    void aPlanThatChangedIsRefusedOnClickHouseToo() {
        write("clickhouse/000002_more.up.sql", "ALTER TABLE spans ADD COLUMN c UInt8;");
        write("clickhouse/000002_more.down.sql", "ALTER TABLE spans DROP COLUMN c;");
        tool.run("migrate", "up");
        Result result = tool.answering(
                () -> {
                    tool.run("migrate", "down", "--db", "clickhouse", "--yes");
                    return "yes";
                },
                "migrate",
                "down",
                "--db",
                "all");
        assertThat(result.code()).isEqualTo(7);
        assertThat(result.err()).contains("The plan is not the confirmed one any more");
        assertThat(applied()).isEqualTo("postgres 2 pending 0, clickhouse 1 pending 1");
    }

    @Test
    void aForwardPlanThatWouldHaveToTakeBackByNowIsRefused() {
        write("postgres/000003_slow.up.sql", "SELECT 1;");
        write("postgres/000003_slow.down.sql", "SELECT 1;");
        tool.run("migrate", "up");
        Result result = tool.answering(
                () -> {
                    tool.run("migrate", "down", "--db", "postgres", "--steps", "2", "--yes");
                    return "yes";
                },
                "migrate",
                "goto",
                "2",
                "--db",
                "postgres");
        assertThat(result.code()).isEqualTo(7);
        assertThat(applied()).startsWith("postgres 1 pending 2");
    }

    @Test
    void yesNeedsADatabaseWhenThereAreSeveral() {
        tool.run("migrate", "up");
        Result several = tool.run("migrate", "down", "--yes");
        assertThat(several.code()).isEqualTo(7);
        assertThat(several.err()).contains("Add --db to say which: postgres or clickhouse, or all.");
        assertThat(tool.run("migrate", "down", "--yes", "--db", "postgres").code())
                .isZero();
        assertThat(tool.run("migrate", "down", "--yes", "--db", "all", "--all").code())
                .isZero();
        assertThat(applied()).isEqualTo("postgres null pending 2, clickhouse null pending 1");
    }

    @Test
    void aRefusalIsJsonWhenJsonWasAskedFor() {
        tool.run("migrate", "up");
        Result result = tool.run("migrate", "down", "--output=json");
        assertThat(result.code()).isEqualTo(7);
        assertThat(result.err()).contains("add_plan", "Not confirmed");
        json(result).extractingPath("$.outcome").isEqualTo("failed");
        json(result).extractingPath("$.error.message").asString().contains("Not confirmed");
    }

    @Test
    void takingBackNothingAsksNobody() {
        assertThat(tool.run("migrate", "down").out()).contains("Nothing to do");
        assertThat(tool.run("migrate", "down").code()).isZero();
    }

    @Test
    void dropAsksForTheNameOfEachDatabase() {
        tool.run("migrate", "up");
        assertThat(tool.answering(List.of("yes"), "migrate", "drop", "--db", "postgres")
                        .code())
                .isEqualTo(7);
        assertThat(tool.answering(List.of("clickhouse", "postgre"), "migrate", "drop")
                        .code())
                .isEqualTo(7);
        assertThat(applied()).isEqualTo("postgres 2 pending 0, clickhouse 1 pending 0");
        Result result = tool.answering(List.of("clickhouse", "postgres"), "migrate", "drop");
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .containsPattern("postgres    2 migrations, the latest applied ")
                .contains("Done: emptied clickhouse, postgres.");
        assertThat(query(postgres, "SELECT count(*) FROM pg_class WHERE relname IN ('users', 'schema_migrations')"))
                .isEqualTo("0");
    }

    @Test
    void dropCanBeLookedAtFirst() {
        tool.run("migrate", "up");
        Result result = tool.run("migrate", "drop", "--dry-run", "--db", "postgres");
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("-- postgres: drop", "DROP");
        assertThat(applied()).isEqualTo("postgres 2 pending 0, clickhouse 1 pending 0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "migrate down --yes --db all",
                "migrate drop --yes --db all",
                "migrate steps -1 --yes --db all",
                "migrate goto none --yes --db all",
                "migrate goto 1 --yes --db postgres",
                "migrate goto 2 --resume skip --yes --db postgres",
                "migrate force none --yes --db all",
                "migrate repair --yes --db all",
                "migrate up --resume skip --yes --db all",
                "--tandem.protected=false migrate drop --yes --db all",
                "--tandem.Protected=false --app.really=false migrate drop --yes --db all",
            })
    void whatIsProtectedStaysAndTheCommandLineDoesNotChangeThat(String line) {
        tool.run("migrate", "up");
        Result result = tool.with("app.really", true)
                .with("tandem.protected", "${app.really}")
                .run(line.split(" "));
        assertThat(result.err()).contains("tandem.protected is true here");
        assertThat(result.code()).isEqualTo(7);
        assertThat(applied()).isEqualTo("postgres 2 pending 0, clickhouse 1 pending 0");
    }

    @Test
    void protectionLeavesUpAndDryRunsAlone() {
        tool.with("tandem.protected", true);
        assertThat(tool.run("migrate", "up").code()).isZero();
        assertThat(tool.run("migrate", "down", "--dry-run").code()).isZero();
    }

    @Test
    void protectionIsNotTurnedOnFromTheCommandLineEither() {
        tool.run("migrate", "up");
        Result result = tool.run("--tandem.protected=true", "migrate", "down", "--yes", "--db", "postgres");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("tandem.protected is not read from the command line");
        assertThat(applied()).isEqualTo("postgres 2 pending 0, clickhouse 1 pending 0");
    }

    @Test
    void aFailingMigrationIsToldWithItsPlaceAndWhatWasDoneBeforeIt() {
        write(
                "postgres/000003_wrong.up.sql",
                "CREATE TABLE a (id bigint);\n\nALTER TABLE a\n    ADD COLUMN b bigint REFERENCES missing (id);");
        Result result = tool.run("migrate", "up", "--output", "json");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err())
                .contains(
                        "postgres 3: ",
                        "relation \"missing\" does not exist",
                        "file: " + migrations.resolve("postgres/000003_wrong.up.sql") + ":",
                        "statement 2: ALTER TABLE a",
                        "applied before: postgres 000001 create_users, postgres 000002 add_plan",
                        "not run: clickhouse 000001 create_spans");
        JsonContentAssert json = json(result);
        json.extractingPath("$.outcome").isEqualTo("failed");
        json.extractingPath("$.error.statement").isEqualTo(2);
        json.extractingPath("$.steps[2].outcome").isEqualTo("failed");
        json.extractingPath("$.steps[3].outcome").isEqualTo("not-run");
    }

    @Test
    void aFailureTakesBackWhatTheRunHasAppliedInBothDatabases() {
        write("clickhouse/000002_wrong.up.sql", "ALTER TABLE nowhere ADD COLUMN c UInt8;");
        Result result = tool.run("migrate", "up", "--tandem.rollback-on-failure=true", "--output", "json");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err())
                .contains(
                        "clickhouse 2: wrong failed",
                        "Taking back what this run has applied:",
                        "What this run had applied was taken back (rollback-on-failure): postgres 1 create_users, postgres"
                                + " 2 add_plan, clickhouse 1 create_spans.",
                        "applied, then taken back: postgres 000001 create_users, postgres 000002 add_plan, clickhouse"
                                + " 000001 create_spans")
                .doesNotContain("applied before");
        JsonContentAssert json = json(result);
        json.extractingPath("$.steps[*].outcome")
                .isEqualTo(List.of("taken-back", "taken-back", "taken-back", "failed"));
        json.extractingPath("$.error.database").isEqualTo("clickhouse");
        assertThat(applied()).isEqualTo("postgres null pending 2, clickhouse null pending 2");
        assertThat(query(postgres, "SELECT to_regclass('users') IS NULL")).isEqualTo("t");

        remove("clickhouse/000002_wrong.up.sql");
        assertThat(tool.run("migrate", "up").code()).isZero();
    }

    @Test
    void aFailureTellsWhyNothingIsTakenBack() {
        tool.with("tandem.rollback-on-failure", "true");
        remove("postgres/000002_add_plan.down.sql");
        write("clickhouse/000002_wrong.up.sql", "ALTER TABLE nowhere ADD COLUMN c UInt8;");
        Result result = tool.run("migrate", "goto", "2");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err())
                .contains(
                        "Nothing was taken back (rollback-on-failure): postgres 2 add_plan has no down. What this run had"
                                + " applied stays.",
                        "applied before: postgres 000001 create_users");
        assertThat(applied()).isEqualTo("postgres 2 pending 0, clickhouse 1 pending 1");
    }

    @Test
    void whatATransactionHasRolledBackIsToldAsSuch() {
        write("postgres/000003_wrong.up.sql", "SELECT 1 / 0;");
        Result result = tool.with("tandem.databases.postgres.transaction", "all")
                .run("migrate", "up", "--db", "postgres", "--output", "json");
        assertThat(result.err())
                .contains("applied, then taken back: postgres 000001 create_users, postgres 000002 add_plan");
        json(result).extractingPath("$.steps[*].outcome").isEqualTo(List.of("taken-back", "taken-back", "failed"));
    }

    @Test
    void aDirtyEndOfTheRollbackIsExitCodeFour() {
        write(
                "clickhouse/000001_create_spans.down.sql",
                "INSERT INTO spans SELECT throwIf(number = 1) FROM numbers(2);");
        write("clickhouse/000002_wrong.up.sql", "ALTER TABLE nowhere ADD COLUMN c UInt8;");
        Result result = tool.with("tandem.rollback-on-failure", "true").run("migrate", "up");
        assertThat(result.code()).isEqualTo(4);
        assertThat(result.err())
                .contains(
                        "clickhouse 2: wrong failed",
                        "that failed, too: clickhouse 1: create_spans failed",
                        "Still applied: postgres 1 create_users, postgres 2 add_plan.",
                        "Taken back in part: clickhouse 1 create_spans.",
                        "migrate down --db clickhouse --steps 1, then migrate down --db postgres --steps 2.")
                .doesNotContain("go forward");
    }

    @Test
    void aMigrationWithoutADownFailsToBeTakenBack() {
        remove("postgres/000002_add_plan.down.sql");
        tool.run("migrate", "up");
        Result result = tool.run("migrate", "down", "--db", "postgres", "--yes");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("has no down");
    }

    @Test
    void goesForwardToAVersionUnaskedAndBackOnlyWhenConfirmed() {
        Result forward = tool.run("migrate", "goto", "1");
        assertThat(forward.code()).isZero();
        assertThat(forward.out()).contains("Done: 2 migrations applied.");
        assertThat(applied()).isEqualTo("postgres 1 pending 1, clickhouse 1 pending 0");
        assertThat(tool.run("migrate", "-db", "postgres", "-version", "000002", "goto")
                        .code())
                .isZero();

        Result nobody = tool.run("migrate", "to", "1", "--db", "postgres");
        assertThat(nobody.code()).isEqualTo(7);
        assertThat(nobody.out()).contains("postgres  000002 add_plan  down  applied");
        assertThat(tool.answering(List.of("yes"), "migrate", "goto", "none").code())
                .isZero();
        assertThat(applied()).isEqualTo("postgres null pending 2, clickhouse null pending 1");
        assertThat(tool.run("migrate", "goto", "none").out()).contains("Nothing to do");
    }

    @ParameterizedTest
    @ValueSource(strings = {"goto 2", "force 2", "baseline 2", "goto 2 --dry-run", "goto 2 --db all"})
    void aVersionHasToBeInEverySelectedDatabase(String line) {
        Result result = tool.run(("migrate " + line).split(" "));
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .contains("clickhouse: There is no migration 2", "Nearest: 1.", "with --db the databases");
        assertThat(applied()).isEqualTo("postgres null pending 2, clickhouse null pending 1");
    }

    @Test
    void zeroIsBeforeEverything() {
        tool.run("migrate", "up");
        assertThat(tool.run("migrate", "goto", "0", "--yes", "--db", "all").code())
                .isZero();
        assertThat(applied()).isEqualTo("postgres null pending 2, clickhouse null pending 1");
    }

    @Test
    void forceWritesWhatIsSaidAndRunsNothing() {
        Result preview = tool.run("migrate", "force", "1", "--db", "postgres");
        assertThat(preview.code()).isEqualTo(7);
        assertThat(preview.out())
                .contains("no migration runs:", "postgres  000001 create_users  force, recorded as applied");
        assertThat(tool.run("migrate", "force", "1", "--db", "postgres", "--dry-run")
                        .out())
                .isEqualTo("-- postgres: 1 create_users force, recorded as applied; only the history changes\n");
        assertThat(tool.run("migrate", "force", "1", "--yes").err()).contains("Add --db to say which");

        Result forced = tool.run("migrate", "-version", "1", "force", "-db", "postgres", "-yes");
        assertThat(forced.code()).isZero();
        assertThat(forced.out()).contains("Done: 1 migration recorded as applied.");
        assertThat(applied()).isEqualTo("postgres 1 pending 1, clickhouse null pending 1");
        assertThat(query(postgres, "SELECT count(*) FROM pg_class WHERE relname = 'users'"))
                .isEqualTo("0");
        Result back = tool.run("migrate", "force", "none", "--db", "postgres", "--yes", "--output", "json");
        json(back).extractingPath("$.steps[0].action").isEqualTo("force");
        json(back).extractingPath("$.steps[0].outcome").isEqualTo("reverted");
        assertThat(back.err()).contains("Done: 1 migration recorded as not applied.");
    }

    @Test
    void baselineIsAskedForButNotProtectedAgainst() {
        tool.with("tandem.protected", true);
        assertThat(tool.run("migrate", "baseline", "1", "--db", "postgres").code())
                .isEqualTo(7);
        assertThat(tool.run("migrate", "baseline", "1", "--db", "postgres", "--yes")
                        .code())
                .isZero();
        assertThat(applied()).isEqualTo("postgres 1 pending 1, clickhouse null pending 1");
        assertThat(tool.run("migrate", "baseline", "1", "--db", "postgres").out())
                .contains("Nothing to do");
        Result again = tool.run("migrate", "baseline", "2", "--db", "postgres", "--yes");
        assertThat(again.code()).isEqualTo(7);
        assertThat(again.err()).contains("a baseline is for a database without a history");
    }

    @Test
    void adoptTakesOverWhatAnotherToolRecorded() {
        execute(
                postgres,
                "CREATE TABLE users (id bigint)",
                "CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL)",
                "INSERT INTO schema_migrations VALUES (1, false)");
        assertThat(tool.run("migrate", "up", "--db", "postgres").err()).contains("migrate adopt --db postgres");
        assertThat(tool.run("migrate", "status", "--db", "postgres").code()).isEqualTo(6);
        assertThat(tool.run("migrate", "adopt", "--dry-run").out()).isEqualTo("""
                -- postgres: takes over from golang-migrate; its table public.schema_migrations is renamed to schema_migrations_before_tandem
                -- postgres: 1 create_users adopt, recorded as applied; only the history changes
                """);
        Result preview = tool.run("migrate", "adopt", "--db", "postgres");
        assertThat(preview.code()).isEqualTo(7);
        assertThat(preview.out())
                .contains(
                        "no migration runs:",
                        "postgres  000001 create_users  adopt, recorded as applied",
                        "public.schema_migrations of golang-migrate is renamed to schema_migrations_before_tandem.");
        assertThat(tool.run("migrate", "adopt", "--yes").err()).contains("Add --db to say which");

        tool.with("tandem.protected", true);
        Result adopted = tool.run("migrate", "adopt", "--db", "postgres", "--yes");
        assertThat(adopted.code()).isZero();
        assertThat(adopted.out())
                .contains(
                        "took over from golang-migrate; its table is now public.schema_migrations_before_tandem",
                        "Done: 1 migration recorded as applied.");
        assertThat(applied()).isEqualTo("postgres 1 pending 1, clickhouse null pending 1");
        Result again = tool.run("migrate", "adopt", "--output", "json");
        assertThat(again.code()).isZero();
        json(again).extractingPath("$.outcome").isEqualTo("nothing");
        assertThat(tool.run("migrate", "up").out()).contains("Done: 2 migrations applied.");
    }

    @Test
    void nothingToAdoptAndWhatIsDirtyAreErrors() {
        Result nothing = tool.run("migrate", "adopt", "--db", "clickhouse", "--yes");
        assertThat(nothing.code()).isEqualTo(2);
        assertThat(nothing.err()).contains("clickhouse: There is nothing to adopt", "goose_db_version");
        execute(
                postgres,
                "CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL)",
                "INSERT INTO schema_migrations VALUES (2, true)");
        Result dirty = tool.run("migrate", "adopt", "--db", "postgres", "--yes");
        assertThat(dirty.code()).isEqualTo(4);
        assertThat(dirty.err()).contains("is dirty", "migrate adopt --db postgres --version N");
        Result none = tool.run("migrate", "adopt", "--db", "postgres", "--version", "none", "--yes");
        assertThat(none.code()).isZero();
        assertThat(none.out()).contains("Done: nothing was applied, so nothing is recorded.");
        assertThat(applied()).isEqualTo("postgres null pending 2, clickhouse null pending 1");
    }

    @Test
    void repairTakesTheFilesAsTheyAre() {
        tool.run("migrate", "up");
        write("postgres/000001_create_users.up.sql", "CREATE TABLE users (id int);");
        assertThat(tool.run("migrate", "up").err()).contains("migrate repair --db postgres");
        assertThat(tool.run("migrate", "repair").code()).isEqualTo(7);
        Result repaired = tool.answering(List.of("yes"), "migrate", "repair");
        assertThat(repaired.code()).isZero();
        assertThat(repaired.out()).contains("postgres  000001 create_users  repair, recorded as applied");
        assertThat(tool.run("migrate", "status").code()).isZero();
        assertThat(tool.run("migrate", "repair").out()).contains("Nothing to do");
    }

    @Test
    void aDirtyDatabaseNeedsADecision() {
        write(
                "clickhouse/000002_copy.up.sql",
                "CREATE TABLE copied (number UInt64) ENGINE = MergeTree ORDER BY number;\n"
                        + "INSERT INTO copied SELECT throwIf(number = 1999999) + number FROM numbers(2000000);");
        assertThat(tool.run("migrate", "up").code()).isEqualTo(4);
        assertThat(tool.run("migrate", "status").code()).isEqualTo(4);
        Result refused = tool.run("migrate", "up");
        assertThat(refused.code()).isEqualTo(4);
        assertThat(refused.err()).contains("--resume retry", "--resume skip");
        Result asked = tool.run("migrate", "up", "--resume", "skip", "--db", "clickhouse");
        assertThat(asked.code()).isEqualTo(7);
        assertThat(asked.out()).contains("as if statement 2 were done");
        assertThat(tool.run("migrate", "up", "--resume", "skip", "--db", "clickhouse", "--yes")
                        .code())
                .isZero();
        assertThat(tool.run("migrate", "status").code()).isZero();
    }

    @Test
    void whatStoppedHalfWayUpIsFinishedBeforeItIsTakenBackAndIsNotDirty() {
        write(
                "clickhouse/000002_two.up.sql",
                "CREATE TABLE t (i UInt64) ENGINE = MergeTree ORDER BY i;\nALTER TABLE missing ADD COLUMN j UInt8;");
        write("clickhouse/000002_two.down.sql", "DROP TABLE t;");
        assertThat(tool.run("migrate", "up").code()).isEqualTo(1);
        assertThat(tool.run("migrate", "status").code()).isZero();
        Result down = tool.run("migrate", "down", "--db", "clickhouse", "--yes");
        assertThat(down.code()).isEqualTo(7);
        assertThat(down.err()).contains("is half way: its up stopped behind statement 1", "migrate up --db clickhouse");
    }

    @Test
    void aStatementThatTakesLongIsToldOfAfterTenSeconds() {
        write("postgres/000003_slow.up.sql", "SELECT 1;\nSELECT pg_sleep(11);\nSELECT 2;");
        Result result = tool.run("migrate", "up", "--db", "postgres");
        assertThat(result.code()).isZero();
        assertThat(result.out()).containsPattern("postgres  000003 slow +up  statement 2 of 3, 1\\d\\.\\d s\\R");
    }

    @Test
    void aFileThatChangedIsAMismatch() {
        tool.run("migrate", "up");
        write("postgres/000001_create_users.up.sql", "CREATE TABLE users (id int);");
        assertThat(tool.run("migrate", "up").code()).isEqualTo(6);
        Result status = tool.run("migrate", "status");
        assertThat(status.code()).isEqualTo(6);
        assertThat(status.out()).contains("changed");
    }

    @Test
    void filesThatCannotBeUsedAreAMismatchToo() {
        write("postgres/1_again.up.sql", "SELECT 1;");
        assertThat(tool.run("migrate", "up").code()).isEqualTo(6);
    }

    @Test
    void anUnreachableDatabaseDoesNotHideTheOthers() {
        tool.run("migrate", "up");
        tool.with("tandem.databases.away.url", NOWHERE);
        Result status = tool.run("migrate", "status");
        assertThat(status.code()).isEqualTo(8);
        assertThat(status.out()).contains("postgres (postgresql) is at 000002", "away (postgresql) cannot be reached");
        assertThat(status.err()).contains("away: ");
        Result up = tool.run("migrate", "up");
        assertThat(up.code()).isEqualTo(8);
        assertThat(up.err()).contains("away");
    }

    @Test
    void anUnreachableDatabaseIsToldTogetherWithWhatTheOthersRefuse() {
        tool.run("migrate", "up");
        write("clickhouse/000001_create_spans.up.sql", "SELECT 'another';");
        tool.with("tandem.databases.away.url", NOWHERE);
        for (String command : List.of("up", "goto 1", "down")) {
            Result result = tool.run(("migrate " + command + " --output json").split(" "));
            boolean down = command.equals("down");
            assertThat(result.code()).as(command).isEqualTo(down ? 8 : 6);
            assertThat(result.err()).as(command).contains("away: The server cannot be reached");
            json(result).extractingPath("$.error.database").isEqualTo(down ? "away" : "clickhouse");
        }
        assertThat(tool.run("migrate", "up").err())
                .contains("clickhouse 1: create_spans was applied, and its file has changed since.")
                .contains("Also, away: ");
    }

    @Test
    void theDeadlineEndsAMigration() {
        write("postgres/000003_slow.up.sql", "SELECT pg_sleep(600);");
        Result result = tool.run("migrate", "up", "--timeout", "1500ms", "--db", "postgres");
        assertThat(result.code()).isEqualTo(5);
        assertThat(result.err()).contains("The deadline of 1.5s passed", "statement 1: SELECT pg_sleep(600)");
    }

    @Test
    void aLockThatAnotherRunKeepsIsNotWaitedForWithoutEnd() throws Exception {
        write("postgres/000003_slow.up.sql", "SELECT pg_sleep(600);");
        Thread other = new Thread(() -> tool.run("migrate", "up", "--timeout", "6s", "--db", "postgres"));
        other.start();
        await().atMost(30, TimeUnit.SECONDS)
                .until(() -> !query(
                                postgres,
                                "SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(600)'"
                                        + " AND datname = current_database()")
                        .equals("0"));
        Result result = tool.run("--tandem.lock-wait=500ms", "migrate", "up");
        other.join();
        assertThat(result.code()).isEqualTo(5);
        assertThat(result.out()).contains("postgres  waiting for the lock held by ");
        assertThat(result.err()).contains("Another run holds the lock");
    }

    @Test
    void aNameThatNoDatabaseHasIsWrong() {
        Result result = tool.run("migrate", "up", "--db", "postgres,mysql");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("There is no database named mysql.", "clickhouse");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--tandem.enabled=false",
                "--tandem.timeout=soon",
                "--tandem.databases.postgres.url=jdbc:oracle:thin",
                "--tandem.databases.third.table=history",
            })
    void aConfigurationThatCannotBeUsedIsNamed(String property) {
        Result result = tool.run(property, "migrate", "status");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .contains(property.substring(2).split("=", 2)[0].replaceAll("tandem.databases.(\\w+).*", "$1"));
        json(tool.run(property, "migrate", "status", "--output=json"))
                .extractingPath("$.outcome")
                .isEqualTo("failed");
    }

    @Test
    void aPropertyThatThereIsNotIsWrong() {
        Result result = tool.run("--tandem.database.postgres.url=jdbc:postgresql://x/y", "migrate", "up");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .contains(
                        "There is no property tandem.database.postgres.url",
                        "Did you mean tandem.databases.postgres.url?");
    }

    @Test
    void whatKeepsOneDatabaseFromWorkingDoesNotHideTheOthers() {
        tool.run("migrate", "up");
        write("clickhouse/1_again.up.sql", "SELECT 1;");
        tool.with("tandem.databases.away.url", NOWHERE);
        write("away/1_a.up.sql", "SELECT 1;");
        Result status = tool.run("migrate", "status");
        assertThat(status.code()).isEqualTo(6);
        assertThat(status.out())
                .contains(
                        "postgres (postgresql) is at 000002",
                        "away (postgresql) cannot be reached",
                        "clickhouse (clickhouse) has migration files that cannot be used");
        assertThat(status.err()).contains("1_again.up.sql", "away: The server cannot be reached");
        JsonContentAssert json = json(tool.run("migrate", "status", "--output", "json"));
        json.extractingPath("$.databases[0].obstacle.kind").isEqualTo("unreachable");
        json.extractingPath("$.databases[1].current").isEqualTo(2);
        json.doesNotHavePath("$.databases[1].obstacle");
        json.extractingPath("$.databases[2].reachable").isEqualTo(true);
        json.extractingPath("$.databases[2].obstacle.kind").isEqualTo("files");
        json.extractingPath("$.databases[2].error").isNotNull();
    }

    @Test
    void anotherToolsTableIsToldByStatus() throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean)");
        }
        Result status = tool.run("migrate", "status");
        assertThat(status.code()).isEqualTo(6);
        assertThat(status.out())
                .contains(
                        "postgres (postgresql) has a history that cannot be used", "clickhouse (clickhouse) has none");
        assertThat(status.err()).contains("golang-migrate");
    }

    @Test
    void whatIsOutOfOrderIsShownAsSuch() {
        tool.run("migrate", "up");
        write("postgres/000000_late.up.sql", "SELECT 1;");
        Result status = tool.run("migrate", "status", "--check", "--db", "postgres");
        assertThat(status.code()).isEqualTo(6);
        assertThat(status.out()).contains("pending, out of order");
        assertThat(status.err()).contains("out-of-order=allow");
        JsonContentAssert json = json(tool.run("migrate", "status", "--db", "postgres", "--output", "json"));
        json.extractingPath("$.databases[0].migrations[0].outOfOrder").isEqualTo(true);
        json.extractingPath("$.databases[0].obstacle.kind").isEqualTo("mismatch");
        assertThat(tool.run("migrate", "up", "--db", "postgres").code()).isEqualTo(6);
        assertThat(tool.run(
                                "--tandem.databases.postgres.out-of-order=allow",
                                "migrate",
                                "status",
                                "--check",
                                "--db",
                                "postgres")
                        .code())
                .isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"up --resume retry", "up --resume skip --yes --db postgres"})
    void aDecisionAboutADirtyDatabaseIsRefusedWhereThereIsNone(String line) {
        Result result = tool.run(("migrate " + line).split(" "));
        assertThat(result.code()).isEqualTo(7);
        assertThat(result.err()).contains("Nothing is dirty", "without --resume");
        assertThat(applied()).contains("pending 2");
    }

    @Test
    void aServerThatIsNotThereIsTriedAgainOnlyWithinATimeThatIsGiven() {
        tool.with("tandem.databases.away.url", NOWHERE);
        Result once = tool.run("migrate", "up", "--db", "away");
        assertThat(once.code()).isEqualTo(8);
        assertThat(once.out() + once.err()).doesNotContain("trying again");
        Result again = tool.run("migrate", "up", "--db", "away", "--timeout", "3s");
        assertThat(again.code()).isEqualTo(8);
        assertThat(again.out() + again.err())
                .contains("away  is not there yet, trying again", "It was tried again for");
        Result status = tool.run("migrate", "status", "--db", "away", "--timeout", "1h");
        assertThat(status.code()).isEqualTo(8);
    }

    @Test
    void noDatabaseAtAllIsWrong() {
        Result result = new TestTool().run("migrate", "up");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("No database is configured.", "spring.datasource.url");
    }

    @Test
    void theApplicationsOwnDataSourceTakesPart() {
        Result result = new TestTool()
                .with("tandem.path", "file:" + migrations)
                .with("spring.datasource.url", postgres.jdbcUrl())
                .run("migrate", "up");
        assertThat(result.out()).contains("create_users");
        assertThat(result.code()).isZero();
    }

    @Test
    void anApplicationThatIsNotAskedToMigrateGoesOn() {
        assertThat(tool.run("serve", "migrate").code()).isEqualTo(-1);
    }

    /** What the databases say of themselves. */
    private String applied() {
        JsonContentAssert json = json(tool.run("migrate", "status", "--output", "json"));
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 2; i++) {
            String database = "$.databases[" + i + "].";
            StringBuilder one = new StringBuilder(i == 0 ? "" : ", ");
            json.extractingPath(database + "name").satisfies(name -> one.append(name));
            json.extractingPath(database + "current")
                    .satisfies(current -> one.append(' ').append(current));
            json.extractingPath(database + "pending")
                    .satisfies(pending -> one.append(" pending ").append(pending));
            text.append(one);
        }
        return text.toString();
    }

    private static JsonContentAssert json(Result result) {
        return assertThat(new JsonContent(result.out()));
    }

    private static void execute(TestDatabase database, String... statements) {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String query(TestDatabase database, String sql) {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl());
                ResultSet rows = connection.createStatement().executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void write(String file, String sql) {
        try {
            Files.createDirectories(migrations.resolve(file).getParent());
            Files.writeString(migrations.resolve(file), sql);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void remove(String file) {
        try {
            Files.delete(migrations.resolve(file));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
