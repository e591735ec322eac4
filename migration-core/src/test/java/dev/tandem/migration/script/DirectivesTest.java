package dev.tandem.migration.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.Script;
import dev.tandem.migration.clickhouse.ClickHouseLexer;
import dev.tandem.migration.postgres.PostgresLexer;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DirectivesTest {
    private static final List<Supplier<Lexer>> LEXERS = List.of(PostgresLexer::new, ClickHouseLexer::new);

    @ParameterizedTest
    @CsvSource({
        "-- migrate:up, -- migrate:down",
        "--migrate:up, --migrate:down",
        "--   MIGRATE : UP  , --   MIGRATE : DOWN  ",
        "-- migrate:up transaction:false, -- migrate:down transaction:false",
        "-- +migrate Up, -- +migrate Down",
        "--+migrate up, --+migrate down",
        "-- + Migrate  UP notransaction, -- + Migrate  DOWN notransaction",
        "-- +goose Up, -- +goose Down",
        "--\t+goose\tup, --\t+goose\tdown"
    })
    void cutsAFileIntoTheSectionsOfEachTool(String up, String down) {
        String text = "-- header\n" + up.strip() + "\r\nCREATE TABLE t (a int);\nSELECT 1\n" + down.strip()
                + "\nDROP TABLE t;\n";

        for (Supplier<Lexer> lexers : LEXERS) {
            SqlFile file = file(text, lexers);
            assertThat(file.hasDown()).isTrue();
            assertThat(Scripts.sql(file.up())).containsExactly("CREATE TABLE t (a int)", "SELECT 1");
            assertThat(Scripts.sql(file.down())).containsExactly("DROP TABLE t");
            assertThat(Scripts.read(file.up()).get(1).line()).isEqualTo(4);
            assertThat(Scripts.read(file.down()).get(0))
                    .satisfies(drop -> assertThat(drop.line()).isEqualTo(6))
                    .satisfies(drop -> assertThat(drop.number()).isEqualTo(1));
        }
    }

    @Test
    void readsAFileOnceForEverythingItsScriptsHaveToKnow() {
        AtomicInteger opened = new AtomicInteger();
        ScriptSource counted = new ScriptSource() {
            @Override
            public String location() {
                return Scripts.LOCATION;
            }

            @Override
            public InputStream open() {
                opened.incrementAndGet();
                return new ByteArrayInputStream(bytes("-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 2;"));
            }
        };
        SqlFile file = new SqlFile(counted, PostgresLexer::new, true, Placeholders.NONE);
        Script up = file.up();
        Script down = file.down();
        assertThat(opened).hasValue(0);

        assertThat(file.hasDown()).isTrue();
        assertThat(up.fingerprint()).isNotEqualTo(down.fingerprint());
        assertThat(up.statements() + down.statements()).isEqualTo(2);
        assertThat(up.transactional() && down.timeout() == null).isTrue();
        assertThat(opened).hasValue(1);
    }

    @Test
    void takesAFileWithoutSectionsAsAWhole() {
        SqlFile file = file("SELECT 1;");

        assertThat(file.hasDown()).isFalse();
        assertThat(Scripts.sql(file.up())).isEqualTo(Scripts.sql(file.down())).containsExactly("SELECT 1");
    }

    @Test
    void takesTheSectionsInAnyOrderAndEmptyOnes() {
        SqlFile file = file("-- +migrate Down\n-- nothing\n-- +migrate Up\nSELECT 1;");

        assertThat(file.hasDown()).isTrue();
        assertThat(file.down().statements()).isZero();
        assertThat(Scripts.sql(file.up())).containsExactly("SELECT 1");
    }

    @Test
    void fingerprintsASectionByItsStatementsAlone() {
        Script plain = file("CREATE TABLE t (a int);\nSELECT 1;").up();

        assertThat(file("-- +migrate Up\nCREATE TABLE t (a int);\nSELECT 1;")
                        .up()
                        .fingerprint())
                .isEqualTo(plain.fingerprint());
        for (String down : List.of("DROP TABLE t;", "DROP TABLE t CASCADE;", "")) {
            Script up = file("-- +migrate Up\nCREATE TABLE t (a int);\nSELECT 1\n-- +migrate Down\n" + down)
                    .up();
            assertThat(up.fingerprint()).isEqualTo(plain.fingerprint());
            assertThat(up.statements()).isEqualTo(2);
        }
        assertThat(file("-- migrate:down\nDROP TABLE t;\n-- migrate:up\nCREATE TABLE t (a int);SELECT 1")
                        .up()
                        .fingerprint())
                .isEqualTo(plain.fingerprint());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/* -- migrate:down */",
                "/* migrate:down */",
                "-- how to migrate:down",
                "-- migrate: what was there before",
                "-- gooses",
                "--",
                "-- m",
                "-- t",
                "-- tandem",
                "SELECT '-- migrate:down\n-- migrate:down\n';",
                "SELECT $$\n-- +goose Down\n$$;",
                "SELECT $x$\n-- +goose StatementBegin\n$x$;"
            })
    void passesOverEveryOtherCommentAndAllStrings(String comment) {
        for (Supplier<Lexer> lexers : LEXERS) {
            SqlFile file = file(comment + "\nSELECT 1;", lexers);
            assertThat(file.hasDown()).isFalse();
            assertThat(Scripts.sql(file.up())).endsWith("SELECT 1");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-- migrate:up transaction:false                     | false | true",
                "-- migrate:up  foo:bar Transaction : False          | false | true",
                "-- migrate:up transaction:true                      | true  | true",
                "-- migrate:up                                       | true  | true",
                "-- +migrate Up notransaction                        | false | true",
                "-- +migrate Up                                      | true  | true",
                "-- +goose NO TRANSACTION\\n-- +goose Up           | false | false",
                "-- +goose Up\\n-- +GOOSE no  transaction          | false | false",
                "-- +goose Up\\nSELECT 0;\\n-- +goose Down\\n-- +goose NO TRANSACTION\\n-- | false | false"
            })
    void runsWithoutATransactionWhatAsksForIt(String up, boolean upIsTransactional, boolean downIsTransactional) {
        String head = up.strip().replace("\\n", "\n") + "\n";
        SqlFile file = file(head + (head.contains("Down") ? "" : "SELECT 1;\n" + down(head) + "SELECT 2;"));

        assertThat(file.up().transactional()).isEqualTo(upIsTransactional);
        assertThat(file.down().transactional()).isEqualTo(downIsTransactional);
        SqlFile neverTransactional =
                new SqlFile(Scripts.source(bytes(head)), ClickHouseLexer::new, false, Placeholders.NONE);
        assertThat(neverTransactional.up().transactional()).isFalse();
    }

    private static String down(String up) {
        return up.contains("migrate:")
                ? "-- migrate:down\n"
                : up.contains("+m") ? "-- +migrate Down\n" : "-- +goose Down\n";
    }

    @Test
    void takesWhatStatementBeginAndEndEncloseAsOneStatement() {
        String text = """
                -- +goose Up
                SELECT 1;
                -- +goose StatementBegin
                CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN
                  SELECT 2;
                  -- why
                  SELECT 3;
                END;
                -- +goose StatementEnd
                SELECT 4;
                """;
        for (Supplier<Lexer> lexers : LEXERS) {
            Script up = file(text, lexers).up();
            assertThat(Scripts.sql(up))
                    .containsExactly(
                            "SELECT 1",
                            "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN\n  SELECT 2;\n  -- why\n  SELECT 3;\nEND",
                            "SELECT 4");
            assertThat(Scripts.read(up).get(1).line()).isEqualTo(4);
            assertThat(Scripts.read(up).get(2).line()).isEqualTo(10);
            assertThat(file(text.replace("  -- why\n", "").replace("+goose", "+migrate"), lexers)
                            .up()
                            .fingerprint())
                    .isEqualTo(up.fingerprint());
            assertThat(file(text.replace("SELECT 2;", "SELECT 2"), lexers).up().fingerprint())
                    .isNotEqualTo(up.fingerprint());
        }
    }

    @Test
    void aBlockAroundASingleStatementChangesNothing() {
        String function = "CREATE FUNCTION f() RETURNS int AS $$ SELECT 1; $$ LANGUAGE sql";

        for (String end : List.of("", ";", " ; -- end\n ;")) {
            Script script = file("-- +migrate StatementBegin\n" + function + end + "\n-- +migrate StatementEnd\n")
                    .up();
            assertThat(Scripts.sql(script)).containsExactly(function);
            assertThat(script.fingerprint()).isEqualTo(file(function).up().fingerprint());
        }
        assertThat(Scripts.sql(file("-- +goose StatementBegin\n;\n-- +goose StatementEnd\nSELECT 1")
                        .up()))
                .containsExactly("SELECT 1");
    }

    @Test
    void whatALexerWouldRefuseInABlockIsLeftToTheServer() {
        assertThat(Scripts.sql(file("-- +goose StatementBegin\nSELECT (1;\n-- +goose StatementEnd\nSELECT 2;")
                        .up()))
                .containsExactly("SELECT (1;", "SELECT 2");
    }

    @ParameterizedTest
    @CsvSource({
        "30m, PT30M",
        "90s, PT90S",
        "1h30m, PT1H30M",
        "2d, PT48H",
        "500ms, PT0.5S",
        "PT30M, PT30M",
        "pt1h, PT1H",
        "P1D, PT24H"
    })
    void readsATimeout(String time, Duration expected) {
        assertThat(file("-- Tandem: TIMEOUT  " + time + " \nSELECT 1").up().timeout())
                .isEqualTo(expected);
    }

    @Test
    void aTimeoutHoldsForItsSectionOrBeforeThemForAll() {
        SqlFile all = file("-- tandem:timeout 1h\n-- migrate:up\nSELECT 1;\n-- migrate:down\n-- tandem:timeout 1m\n");
        SqlFile up = file("-- migrate:up\nSELECT 1;\n-- tandem:timeout 1h\n-- migrate:down\nSELECT 2;");

        assertThat(all.up().timeout()).isEqualTo(Duration.ofHours(1));
        assertThat(all.down().timeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(up.up().timeout()).isEqualTo(Duration.ofHours(1));
        assertThat(up.down().timeout()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\\nSELECT 1;\\n-- migrate:up                         | 2 | A statement stands before the first section, which begins on line 3 (migrate:up).",
                "SELECT 1\\n-- +goose Down                              | 1 | A statement stands before the first section",
                "-- migrate:up\\nSELECT 1;\\n-- migrate:up           | 3 | This is a second Up section (migrate:up); the first one begins on line 1.",
                "-- +goose Up\\n-- +goose Down\\n-- +migrate Down    | 3 | This is a second Down section (+migrate Down); the first one begins on line 2.",
                "-- +goose Up\\n-- +goose StatementBegin\\nSELECT 1; | 2 | StatementBegin is not followed by a StatementEnd.",
                "-- +goose StatementBegin\\nSELECT 1;\\n-- +goose Down | 1 | StatementBegin is not followed by a StatementEnd.",
                "-- +goose StatementBegin\\n-- +goose StatementBegin    | 1 | StatementBegin is not followed by a StatementEnd.",
                "SELECT 1;\\n-- +migrate StatementEnd                    | 2 | StatementEnd without a StatementBegin (+migrate StatementEnd).",
                "SELECT 1\\n-- +goose StatementBegin\\n-- +goose StatementEnd | 2 | The statement before StatementBegin is not ended.",
                "\\n-- tandem:retries 3                                   | 2 | There is no directive tandem:retries 3.",
                "-- migrate:up\\nSELECT 1;\\n-- migrate:dwon              | 3 | There is no directive migrate:dwon.",
                "-- migrate:upp                                             | 1 | There is no directive migrate:upp.",
                "-- +goose Up\\nSELECT 1;\\n-- +goose Donw                | 3 | There is no directive +goose Donw.",
                "-- +migrate Doen                                           | 1 | There is no directive +migrate Doen.",
                "-- tandem:                                                 | 1 | There is no directive tandem:.",
                "-- tandem:timeout                                          | 1 | This is not a time: tandem:timeout.",
                "-- tandem:timeout soon                                     | 1 | This is not a time: tandem:timeout soon.",
                "-- tandem:timeout 0s                                       | 1 | This is not a time: tandem:timeout 0s.",
                "-- tandem:timeout 5                                        | 1 | This is not a time: tandem:timeout 5.",
                "-- tandem:timeout 999999999999999999999d                   | 1 | This is not a time",
                "-- tandem:timeout 1m\\n-- tandem:timeout 2m            | 2 | A timeout was given before (tandem:timeout 2m).",
                "SELECT\\n-- +goose NO TRANSACTION\\n1               | 2 | The directive +goose NO TRANSACTION stands within a statement.",
                "SELECT\\n-- tandem:timeout 2m\\n1                    | 2 | The directive tandem:timeout 2m stands within a statement.",
                "-- migrate:up transaction:no                               | 1 | The option transaction is neither true nor false: migrate:up transaction:no",
                "-- +goose ENVSUB ON                                        | 1 | Variables of the environment are not put into the SQL (+goose ENVSUB ON).",
                "-- migrate:up\\nSELECT 'open\\n-- migrate:down       | 2 | A string is not closed.",
            })
    void namesFileAndLineOfWhatIsWrong(String text, int line, String message) {
        for (Supplier<Lexer> lexers : LEXERS) {
            Failure failure =
                    failure(file(text.strip().replace("\\n", "\n"), lexers).up());
            assertThat(failure.location()).isEqualTo(Scripts.LOCATION);
            assertThat(failure.message()).startsWith(message);
            assertThat(failure.line()).isEqualTo(line);
            assertThat(failure.action()).isNotBlank();
        }
    }

    @Test
    void namesWhatIsOpenWhereASectionEnds() {
        Failure failure = failure(
                file("-- migrate:up\nSELECT (1\n-- migrate:down\nSELECT 2;").up());

        assertThat(failure.message()).isEqualTo("A parenthesis is not closed.");
        assertThat(failure.line()).isEqualTo(2);
    }

    @Test
    void namesTheOnlySectionOfAFileThatLacksTheOther() {
        SqlFile down = file("\n-- migrate:down\nSELECT 1;");
        SqlFile up = file("-- +goose Up\nSELECT 1;");

        assertThat(failure(down.up()))
                .satisfies(failure ->
                        assertThat(failure.message()).isEqualTo("The file has its Down section, but no Up section."))
                .satisfies(failure -> assertThat(failure.line()).isEqualTo(2));
        assertThat(failure(up.down()).message()).isEqualTo("The file has its Up section, but no Down section.");
    }

    @Test
    void aDirectiveRightBehindRowsOfDataIsNotTakenForData() {
        String rows = "-- migrate:up\nINSERT INTO t FORMAT CSV\n1\n2\n";

        Failure failure = failure(file(rows + "-- migrate:down\nDROP TABLE t", ClickHouseLexer::new)
                .up());
        assertThat(failure.line()).isEqualTo(5);
        assertThat(failure.message()).contains("where it is data");
        assertThat(Scripts.sql(file(rows + "\n-- migrate:down\nDROP TABLE t", ClickHouseLexer::new)
                        .down()))
                .containsExactly("DROP TABLE t");
    }

    @Test
    void namesTheKnownDirectives() {
        assertThat(failure(file("-- tandem:transaction off").up()).action()).contains("tandem:timeout");
    }

    private static Failure failure(Script script) {
        InvalidMigrationException thrown = catchThrowableOfType(InvalidMigrationException.class, script::statements);
        assertThat(thrown).as("not refused").isNotNull();
        return thrown.failure();
    }

    private static SqlFile file(String text) {
        return file(text, PostgresLexer::new);
    }

    private static SqlFile file(String text, Supplier<? extends Lexer> lexers) {
        return new SqlFile(Scripts.source(bytes(text)), lexers, true, Placeholders.NONE);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
