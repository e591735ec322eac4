package dev.tandem.migration.seed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.migration.Command;
import dev.tandem.migration.DatabaseUnreachableException;
import dev.tandem.migration.DeadlineExceededException;
import dev.tandem.migration.DirtyDatabaseException;
import dev.tandem.migration.LockTimeoutException;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.SeedException;
import dev.tandem.migration.sql.Jdbc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of seed files that cannot be used, and that nothing is written then. */
class SeedErrorsTest {
    @TempDir
    private Path folder;

    private SeedProject project;

    @BeforeEach
    void twoDatabases() {
        project = new SeedProject(folder)
                .postgres(
                        "CREATE TABLE users (id int PRIMARY KEY, name varchar(10) NOT NULL, age int CHECK (age > 0),"
                                + " size int GENERATED ALWAYS AS (1) STORED)",
                        "CREATE TABLE orders (id int PRIMARY KEY, \"user\" int NOT NULL REFERENCES users)",
                        "CREATE TABLE log (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, line text)",
                        "CREATE TABLE heap (line text)",
                        "CREATE TABLE everywhere (id int PRIMARY KEY)")
                .clickhouse(
                        "CREATE TABLE spans (id UInt8, name String, copy String ALIAS name) ENGINE = MergeTree ORDER BY id",
                        "CREATE TABLE unsorted (id UInt8) ENGINE = MergeTree ORDER BY tuple()",
                        "CREATE TABLE everywhere (id UInt8) ENGINE = MergeTree ORDER BY id");
    }

    @AfterEach
    void drop() {
        project.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nobody: []                             | 1 | There is no table nobody in postgres, clickhouse. (line 1, column 1)",
                "nowhere: {users: []}                   | 1 | There is no selected database named nowhere.",
                "clickhouse: {users: []}                | 1 | There is no table users in clickhouse. (line 1, column 14)",
                "everywhere: []                         | 1 | There is a table everywhere in postgres and in clickhouse.",
                "users: [{id: 1, nam: x}]               | 1 | The table users has no column nam. (line 1, column 17)",
                "spans: [{id: 1, nam: x}]               | 1 | The table spans has no column nam.",
                "users: [{id: 1, name: x, size: 1}]     | 1 | The column size of users is generated.",
                "spans: [{id: 1, copy: x}]              | 1 | The column copy of spans is ALIAS.",
                "users: [{id: 1}]                       | 1 | A row of users needs a value for column name. (line 1, column 9)",
                "users: [{id: 1, name: null}]           | 1 | A row of users needs a value for column name. (line 1, column 23)",
                "users: [{id: 1, name: [x]}]            | 1 | A list is no value for column name of type character varying(10).",
                "users: [{id: 1, name: {x: y}}]         | 1 | A mapping is no value for column name",
                "users: [{id: 1, id: 2}]                | 1 | id is given twice. (line 1, column 17)",
                "users: x                               | 1 | The table users is no list of rows. (line 1, column 8)",
                "users: [x]                             | 1 | A row of users is no mapping of columns to values.",
                "[users]                                | 1 | On top there have to be names of tables, or of databases.",
                "users: [{id: 1, name: 'x}]             | 1 | This is not YAML: while scanning a quoted scalar: found unexpected end of stream.",
                "users: [{id: 1, name: !!binary eA==}]  | 1 | The tag tag:yaml.org,2002:binary is not supported.",
                "users: [{id: 1, name: *nobody}]        | 1 | The alias *nobody has no anchor before it.",
                "users: [{id: 1, name: &a [*a]}]        | 1 | The alias *a has no anchor before it.",
                "log: [{line: x}]                       | 1 | not every row has a value for each column of a key, which are: id.",
                "heap: [{line: x}]                      | 1 | the table has neither a primary key nor a unique constraint.",
                "unsorted: [{id: 1}]                    | 1 | the table has no sorting key.",
                "spans: [{name: x}]                     | 1 | A row of spans needs a value for column id, which is in the sorting key",
                "users: [{id: 1, name: '${NOT_SET}'}]   | 1 | The variable NOT_SET is not set. (line 1, column 23)",
                "users: [{id: x, name: y}]              | 1 | Table users: column id: invalid input syntax for type integer: \"x\" (SQLSTATE 22P02) (line 1, column 14)",
                "users: [{id: 1, name: too long by far}]| 1 | Table users: column name: value too long for type character varying(10)",
                "users: [{id: 1, name: \"\\0\"}]         | 1 | invalid byte sequence for encoding \"UTF8\": 0x00",
                "users: [{id: 1, name: x, age: -1}]     | 1 | violates check constraint",
                "orders: [{id: 1, user: 7}]             | 1 | Key (user)=(7) is not present in table \"users\"",
            })
    void everyMistakeIsToldWithItsPlace(String yaml, int line, String message) {
        SeedException e = refused(yaml + "\n");

        assertThat(e).hasMessageContaining(message);
        assertThat(e.failure().line()).isEqualTo(line);
        assertThat(e.failure().location()).isEqualTo(folder.resolve("seed.yaml").toString());
        assertNothingWritten();
    }

    @Test
    void theLineIsThatOfTheRowHoweverManyTheServerWasSentBefore() {
        String rows = IntStream.rangeClosed(1, 5_000)
                .mapToObj(i -> "- {id: " + i + ", name: x}\n")
                .collect(Collectors.joining());

        SeedException e = refused("# first\nusers:\n" + rows + "- id: 5001\n  name: x\n  age: old\n" + rows);

        assertThat(e.failure().line()).isEqualTo(5_005);
        assertThat(e).hasMessageContaining("column age: invalid input syntax for type integer: \"old\"");
        assertNothingWritten();
    }

    @Test
    void whatIsWrongAtTheEndKeepsEverythingBeforeItFromBeingWritten() {
        SeedException e = refused("users:\n- {id: 1, name: x}\nspans:\n- {id: 1, name: x}\n- {id: 256, name: x}\n");
        assertThat(e.failure().line()).isEqualTo(5);
        assertNothingWritten();

        assertThat(refused("users:\n- {id: 1, name: x}\nspans:\n- {id: 1, name: x}\norders:\n- {id: 1, user: 2}\n"))
                .hasMessageContaining("Nothing was written to postgres.");
        assertNothingWritten();
    }

    @Test
    void twoTablesOrRowsOfOneNameAreRefused() {
        assertThat(refused("users:\n- {id: 1, name: x}\nusers: []\n").failure().line())
                .isEqualTo(3);
        assertThat(refused("users:\n- {id: 1, name: x}\npostgres:\n  users: []\n"))
                .hasMessageContaining("The table users has rows in line 1 of");
        SeedException twin = refused("users:\n- {id: 1, name: x}\n- {id: 2, name: x}\n- {id: 1, name: y}\n");
        assertThat(twin).hasMessageContaining("This row of users has the same id as one before it.");
        assertThat(twin.failure().line()).isEqualTo(4);
        assertNothingWritten();
    }

    @Test
    void aSecondDocumentIsRefused() {
        assertThat(refused("users: []\n---\nusers: []\n")).hasMessageContaining("A second document begins here.");
    }

    @Test
    void aliasesRepeatButDoNotExplode() {
        project.postgres("CREATE TABLE doc (id int PRIMARY KEY, body jsonb)");
        project.seed(
                "doc:\n- &first {id: 1, body: &b [x, {y: z}]}\n- {<<: *first, id: 2}\n- {id: 3, body: {copies: [*b, *b]}}\n");
        assertThat(project.inPostgres("SELECT body::text FROM doc ORDER BY id"))
                .containsExactly(
                        "[\"x\", {\"y\": \"z\"}]",
                        "[\"x\", {\"y\": \"z\"}]",
                        "{\"copies\": [[\"x\", {\"y\": \"z\"}], [\"x\", {\"y\": \"z\"}]]}");

        StringBuilder laughs = new StringBuilder(
                "doc:\n- id: 4\n  body:\n    a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for (int i = 1; i < 12; i++) {
            laughs.append("    a").append(i).append(": &a").append(i).append(" [");
            laughs.append(("*a" + (i - 1) + ", ").repeat(9)).append("x]\n");
        }
        SeedException e = refused(laughs.toString());
        assertThat(e).hasMessageContaining("more than 1000000 characters of this row would come from aliases");
        assertThat(e.failure().line()).isBetween(6, 10);
    }

    @Test
    void deepNestingIsRefused() {
        assertThat(refused("users:\n- id: " + "[".repeat(10_000) + "\n")).hasMessageContaining("nested deeper than 64");
    }

    @Test
    void variablesAreFilledInAndNeverShown() {
        project.variable("SECRET", "hunter2").variable("NAME", "Ada");
        project.seed(
                "users:\n- {id: 1, name: '${NAME:x}${X:of} $${Y}'}\n- {id: 2, name: $2a$10$}\n- {id: 3, name: ${A B}}\n"
                        .replace("name: ${A B}", "name: '${A B}'"));
        assertThat(project.inPostgres("SELECT name FROM users ORDER BY id"))
                .containsExactly("Adaof ${Y}", "$2a$10$", "${A B}");

        MigrationException e = refused("users:\n- {id: 4, name: x, age: '${SECRET}'}\n");
        assertThat(e).hasMessageContaining("${SECRET}").hasMessageNotContaining("hunter2");
        assertThat(e).hasStackTraceContaining("${SECRET}");
        assertThat(e.getCause()).hasMessageNotContaining("hunter2");
        assertThat(refused("spans:\n- {id: '${SECRET}'}\n"))
                .hasMessageContaining("'${SECRET}' is no UInt8")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void neitherTheBeginningOfALongSecretIsShownNorTheEndOfOneThatBeginsAsAnother() {
        String secret = "s3cret-".repeat(20);
        project.postgres("CREATE TABLE token (id int PRIMARY KEY, line text, age int CHECK (age > 0))");
        project.variable("TOKEN", secret).variable("A", "hunter2").variable("B", "hunter2-and-more");

        for (String line : List.of("${TOKEN}", "Bearer ${TOKEN}")) {
            assertThat(refused("token:\n- {id: 1, line: '" + line + "', age: -1}\n"))
                    .hasMessageContaining("Failing row contains (1, " + line)
                    .hasMessageNotContaining("s3cret");
        }
        SeedException e = refused("users:\n- {id: 1, name: '${A}'}\n- {id: 2, name: x, age: '${B}'}\n");
        assertThat(e).hasMessageContaining("${B}").hasMessageNotContaining("and-more");
    }

    @Test
    void whatPostgresChecksAtTheEndIsCheckedBeforeClickHouseIsWrittenTo() {
        project.postgres(
                "CREATE TABLE later (id int PRIMARY KEY, other int REFERENCES later DEFERRABLE INITIALLY DEFERRED)");

        assertThat(refused("spans:\n- {id: 1, name: x}\nlater:\n- {id: 1, other: 2}\n"))
                .hasMessageContaining("Nothing was written to postgres.");
        assertNothingWritten();
    }

    @Test
    void aFileThatIsNotThereIsToldWithItsAbsolutePath() throws IOException {
        assertThatThrownBy(() -> SeedFile.at("nowhere.yaml", getClass().getClassLoader()))
                .isInstanceOf(SeedException.class)
                .hasMessageContaining("The seed file is not there.")
                .hasMessageContaining(Path.of("nowhere.yaml").toAbsolutePath().toString());
        assertThatThrownBy(() -> SeedFile.at(folder.toString(), getClass().getClassLoader()))
                .hasMessageContaining("The seed file is a folder.");
        assertThatThrownBy(
                        () -> SeedFile.at("classpath:nowhere.yaml", getClass().getClassLoader()))
                .hasMessageContaining("The class path has no nowhere.yaml.");
        Path latin = Files.write(folder.resolve("latin.yaml"), new byte[] {'a', ':', ' ', (byte) 0xe4, '\n'});
        assertThatThrownBy(() -> project.seed(latin, project.options()))
                .isInstanceOf(SeedException.class)
                .hasMessageContaining("This is not YAML in UTF-8");
    }

    @Test
    void truncatingNeverTakesRowsOfTablesThatAreNotInTheFile() {
        project.postgres("INSERT INTO users VALUES (1, 'x')", "INSERT INTO orders VALUES (1, 1)");
        Path file = project.write("users:\n- {id: 2, name: y}\n");

        assertThatThrownBy(() -> project.seed(file, project.options().truncating()))
                .isInstanceOf(SeedException.class)
                .hasMessageContaining("Table \"orders\" references \"users\"");
        assertThat(project.inPostgres("SELECT name FROM users")).containsExactly("x");
    }

    @Test
    void aDirtyDatabaseIsNotSeeded() throws IOException {
        Files.createDirectories(folder.resolve("clickhouse"));
        Files.writeString(
                folder.resolve("clickhouse/1_copy.up.sql"),
                "INSERT INTO spans SELECT throwIf(number = 1), '' FROM numbers(2) SETTINGS max_block_size = 1;");
        assertThatThrownBy(() -> project.manager().run(Command.up())).isInstanceOf(MigrationException.class);

        assertThatThrownBy(() -> project.seed("spans: [{id: 1}]\n")).isInstanceOf(DirtyDatabaseException.class);
    }

    @Test
    void aRunThatMigratesIsWaitedFor() throws Exception {
        project.lockWait(Duration.ofMillis(300));
        Files.createDirectories(folder.resolve("postgres"));
        Files.writeString(folder.resolve("postgres/1_slow.up.sql"), "SELECT pg_sleep(600);");
        var migrating = project.manager();
        Thread thread = new Thread(
                () -> assertThatThrownBy(() -> migrating.run(Command.up())).isInstanceOf(MigrationException.class));
        thread.start();
        await(
                "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)%' AND state = 'active' AND pid <> pg_backend_pid()");

        assertThatThrownBy(() -> project.seed("users:\n- {id: 1, name: x}\n"))
                .isInstanceOf(LockTimeoutException.class)
                .hasMessageContaining("Another run holds the lock");
        migrating.cancel();
        thread.join();
        assertThat(project.seed("users:\n- {id: 1, name: x}\n").rows()).isEqualTo(1);
    }

    @Test
    void theDeadlineCancelsWhatTheServerIsDoing() throws Exception {
        project.timeout(Duration.ofSeconds(2));
        project.postgres(
                "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(60); RETURN NEW; END'",
                "CREATE TRIGGER slow AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION slow()");

        assertThatThrownBy(() -> project.seed("users:\n- {id: 1, name: x}\n"))
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessageContaining("The deadline of 2s passed while postgres was seeded");
        assertNothingWritten();
        await("SELECT 1 - count(*) FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid()"
                + " AND datname = current_database()");
    }

    @Test
    void aServerThatEndsTheConnectionIsUnreachable() throws Exception {
        project.postgres(
                "CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END'",
                "CREATE TRIGGER cut AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION cut()");

        assertThatThrownBy(() -> project.seed("users:\n- {id: 1, name: x}\n"))
                .isInstanceOf(DatabaseUnreachableException.class);
        assertNothingWritten();
    }

    private void await(String sql) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (Jdbc.number(project.postgresUrl(), sql) < 1) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private SeedException refused(String yaml) {
        SeedException e = catchThrowableOfType(SeedException.class, () -> project.seed(yaml));
        assertThat(e).as(yaml).isNotNull();
        return e;
    }

    private void assertNothingWritten() {
        assertThat(project.inPostgres("SELECT (SELECT count(*) FROM users) + (SELECT count(*) FROM orders)"))
                .isEqualTo(List.of("0"));
        assertThat(project.inClickHouse("SELECT toString(count()) FROM spans")).containsExactly("0");
    }
}
