package dev.tandem.migration.boot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.boot.cli.TestTool.Result;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One table of rules for everything that takes back, drops, skips or writes into the history by hand. */
class ConfirmationTest {

    @TempDir
    private Path migrations;

    private TestDatabase postgres;
    private TestDatabase clickhouse;
    private TestTool tool;

    /** What asks, and what there has to be before it does. */
    enum Asking {
        DOWN("down", Before.APPLIED),
        STEPS("steps -1", Before.APPLIED),
        GOTO("goto none", Before.APPLIED),
        FORCE("force none", Before.APPLIED),
        DROP("drop", Before.APPLIED),
        REPAIR("repair", Before.CHANGED),
        BASELINE("baseline 1", Before.NOTHING),
        SKIP("up --resume skip", Before.DIRTY);

        private final String words;
        private final Before before;

        Asking(String words, Before before) {
            this.words = words;
            this.before = before;
        }
    }

    enum Before {
        NOTHING,
        APPLIED,
        CHANGED,
        DIRTY
    }

    @BeforeEach
    void twoDatabases() {
        postgres = DatabasesForTests.postgres();
        clickhouse = DatabasesForTests.clickhouse();
        write("postgres/1_a.up.sql", "CREATE TABLE a (i int);\nINSERT INTO a SELECT generate_series(1, 1234);");
        write("postgres/1_a.down.sql", "DROP TABLE a;");
        write(
                "clickhouse/1_b.up.sql",
                "CREATE TABLE b (i UInt64) ENGINE = MergeTree ORDER BY i;\nINSERT INTO b SELECT number FROM numbers(77);");
        write("clickhouse/1_b.down.sql", "DROP TABLE b;");
        tool = tool();
    }

    private TestTool tool() {
        return new TestTool()
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
    @EnumSource
    void whatAsksIsRefusedUnlessSomebodySaysTheWord(Asking asking) {
        prepare(asking.before);
        String before = status();

        Result piped = run(asking);
        assertThat(piped.code()).isEqualTo(7);
        assertThat(piped.err()).contains("there is no terminal on which to ask", "Add --yes, and --db to say which");
        assertThat(piped.out()).containsPattern("This (is going to|empties)");
        assertThat(run(asking, "--db", "clickhouse").code()).isEqualTo(7);
        assertThat(run(asking, "--yes").code()).isEqualTo(7);
        assertThat(run(asking, "--yes").err()).contains("--yes alone is not enough", "postgres or clickhouse, or all");
        assertThat(answering(asking, "no").code()).isEqualTo(7);
        assertThat(answering(asking, "YES").code()).isEqualTo(7);
        assertThat(answering(asking, "").code()).isEqualTo(7);
        assertThat(answering(asking).code()).isEqualTo(7);
        assertThat(run(asking, "--dry-run").code()).isZero();
        assertThat(status()).isEqualTo(before);

        String[] words = asking == Asking.DROP ? new String[] {"clickhouse", "postgres"} : new String[] {" yes "};
        Result typed = answering(asking, words);
        assertThat(typed.err()).contains("Type ").doesNotContain("Not confirmed");
        assertThat(typed.code()).isZero();
        assertThat(status()).isNotEqualTo(before);
    }

    @Test
    void whoIsAskedSeesOnWhichServerItWouldHappen() {
        prepare(Before.APPLIED);
        Result asked = tool.with("tandem.databases.postgres.url", postgres.jdbcUrl() + "&password=not-to-be-seen")
                .run("migrate", "down");
        assertThat(asked.out())
                .contains("  postgres    jdbc:postgresql://", "  clickhouse  jdbc:clickhouse:")
                .doesNotContain("not-to-be-seen");
    }

    @ParameterizedTest
    @EnumSource
    void yesIsEnoughWhereTheDatabasesAreNamed(Asking asking) {
        prepare(asking.before);
        Result result = run(asking, "--yes", "--db", "postgres,clickhouse", "--quiet");
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEmpty();
        assertThat(result.code()).isZero();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BASELINE")
    void protectionIsStrongerThanAnyWord(Asking asking) {
        prepare(asking.before);
        String before = status();
        tool.with("tandem.protected", true);
        assertThat(run(asking, "--yes", "--db", "all").code()).isEqualTo(7);
        Result typed = answering(asking, "yes", "yes");
        assertThat(typed.code()).isEqualTo(7);
        assertThat(typed.err()).contains("tandem.protected is true here").doesNotContain("Type ");
        assertThat(run(asking, "--dry-run").code()).isZero();
        assertThat(status()).isEqualTo(before);
    }

    @Test
    void aDropShowsAboutHowManyRowsGo() {
        prepare(Before.APPLIED);
        Result asked = tool.run("migrate", "drop");
        assertThat(asked.out()).contains("a, about 1,234 rows", "b, about 77 rows");
        Result dry = tool.run("migrate", "drop", "--dry-run");
        assertThat(dry.out()).contains("--   a: about 1234 rows\n", "--   b: about 77 rows\n", "DROP TABLE");
        assertThat(dry.out()).doesNotContain("schema_migrations: ");
    }

    private void prepare(Before before) {
        if (before == Before.NOTHING) {
            return;
        }
        if (before == Before.DIRTY) {
            write(
                    "clickhouse/2_dirty.up.sql",
                    "INSERT INTO b SELECT throwIf(number = 1999999) + number FROM numbers(2000000);");
        }
        int code = tool.run("migrate", "up").code();
        assertThat(code).isEqualTo(before == Before.DIRTY ? 4 : 0);
        if (before == Before.CHANGED) {
            write("postgres/1_a.up.sql", "CREATE TABLE a (i bigint);");
            write("clickhouse/1_b.up.sql", "CREATE TABLE b (i Int64) ENGINE = MergeTree ORDER BY i;");
        }
    }

    private Result run(Asking asking, String... options) {
        return tool.run(line(asking, options));
    }

    private Result answering(Asking asking, String... answers) {
        return tool.answering(new ArrayList<>(Arrays.asList(answers)), line(asking));
    }

    private static String[] line(Asking asking, String... options) {
        return Stream.of(Collections.singletonList("migrate"), List.of(asking.words.split(" ")), Arrays.asList(options))
                .flatMap(List::stream)
                .toArray(String[]::new);
    }

    /** As the databases themselves see it, whatever is protected. */
    private String status() {
        return tool().run("migrate", "status", "--output", "json").out();
    }

    private void write(String file, String sql) {
        try {
            Files.createDirectories(migrations.resolve(file).getParent());
            Files.writeString(migrations.resolve(file), sql);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
