package dev.tandem.migration.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.migration.Command;
import dev.tandem.migration.LostLockException;
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
class PostgresSecretsTest {
    /** Of several words, with what is escaped, longer than what a server quotes of a value, written as SQL has it. */
    private static final String TOKEN =
            "Zq7''vX\\wK9 pLm4\"RtY-bN2hGfD8sA1jUi5oEx3cVbQw6yTr0kMz-HjLpOiUyTrEw-QaZwSxEdCrFvTgByHn";

    private static final String NAME = "Gh4tKp9wRx2mZv7qLs3n";
    private static final String PASSWORD = "Wb6/y@Tq:3%Zn+8 Kd&Jr?Lx";
    private static final Map<String, String> PLACEHOLDERS =
            Map.of("token", TOKEN, "name", NAME, "number", "83649271503ab");

    @TempDir
    Path directory;

    private TestDatabase database;
    private Project project;
    private Leaks leaks;

    @BeforeEach
    void createDatabase() {
        database = DatabasesForTests.postgres();
        project = new Project("postgres", database, directory).with(builder -> builder.placeholders(PLACEHOLDERS));
        leaks = new Leaks(TOKEN, TOKEN.replace("''", "'"), NAME, PASSWORD, PLACEHOLDERS.get("number"));
    }

    @AfterEach
    void dropDatabase() {
        leaks.close();
        database.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT '${token}'::int;",
                "SELECT 'before ${token} behind'::date;",
                "SELECT ${token};",
                "SELECT ${name};",
                "SELECT \"${name}\";",
                "SELECT ${number};",
                "CREATE TABLE t (i int, s text CHECK (s = 'no')); INSERT INTO t VALUES (1, 'before ${token} behind');",
                "CREATE TABLE t (s text UNIQUE); INSERT INTO t VALUES ('${token}'), ('${token}');",
                "CREATE TABLE t (s text UNIQUE DEFERRABLE INITIALLY DEFERRED); INSERT INTO t VALUES ('${name}'), ('${name}');",
                "DO $x$ BEGIN RAISE EXCEPTION 'no: %', '${token}' USING DETAIL = '${name}', HINT = '${name}'; END $x$;",
                "DO $x$ BEGIN EXECUTE 'SELECT ${name}'; END $x$;",
                "DO $x$ BEGIN PERFORM '${name}'::int; END $x$;",
                "SELECT '{\"a\": ${token}}'::json;",
                "SELECT '{\"a\": \"x\", \"b\": ${name} }'::json;",
                "SELECT '[1, \"${name}${name}${name}${name}\\q\"]'::json;",
                "SELECT '${name}'::regclass;",
                "CREATE TABLE t${name}${name}${name}${name} (i int); SELECT * FROM x${name}${name}${name}${name};",
                "CREATE ROLE tandem_never PASSWORD '${token}' NOSUCHOPTION;",
                "ALTER ROLE ${name} PASSWORD '${token}';",
                "SET search_path = '${name}'; SELECT 1/0;",
                "SET statement_timeout = '${name}';",
                "-- migrate:up transaction:false\nSELECT '${token}'::int;",
                "-- migrate:up transaction:false\nCREATE TABLE t (i int);\nBEGIN; SELECT 1; SELECT '${token}'::int; COMMIT;",
                "CREATE TABLE \"${name}\" (i int); INSERT INTO \"${name}\" VALUES (1), (1);"
                        + " CREATE UNIQUE INDEX CONCURRENTLY \"i${name}\" ON \"${name}\" (i);",
                "CREATE TABLE t (i int); REINDEX INDEX CONCURRENTLY \"${name}\";",
                "VACUUM \"${name}\";",
                "SELECT pg_terminate_backend(pg_backend_pid()), '${token}';",
                "CREATE TABLE t (i int); COPY t FROM STDIN;\n${name}\n\\.\n",
            })
    void nothingOfAStatementThatFails(String up) {
        project.migration("1_fails", up, "SELECT '${token}';").lockWait(Duration.ofSeconds(1));

        leaks.add(catchThrowableOfType(MigrationException.class, project::up));

        lookEverywhere();
    }

    @Test
    void nothingOfOneThatTakesTooLong() {
        project.migration("1_slow", "SELECT pg_sleep(60), '${token}';", "").timeout(Duration.ofSeconds(1));

        leaks.add(catchThrowableOfType(MigrationException.class, project::up));

        lookEverywhere();
    }

    @Test
    void nothingOfOneThatFindsItsTableLocked() {
        Jdbc.execute(database.jdbcUrl(), "CREATE TABLE \"" + NAME + "\" (i int)");
        project.with(builder -> builder.lockTimeout(Duration.ofMillis(300)))
                .lockWait(Duration.ofSeconds(1))
                .migration("1_waits", "DROP TABLE \"${name}\";", "");

        try (LockedTable locked = new LockedTable(database.jdbcUrl(), "\"" + NAME + "\"")) {
            leaks.add(catchThrowableOfType(MigrationException.class, project::up));
        }

        lookEverywhere();
    }

    @Test
    void nothingOfADownThatFails() {
        project.migration("1_a", "SELECT '${token}';", "SELECT '${token}'::int;")
                .up();

        leaks.add(catchThrowableOfType(MigrationException.class, () -> project.down(1)));
        StringBuilder dryRun = new StringBuilder();
        project.manager().dryRun(Command.down(1), dryRun);
        leaks.add(dryRun);

        lookEverywhere();
    }

    @Test
    void nothingOfOneThatLosesItsLock() {
        project.migration("1_loses", """
                -- migrate:up transaction:false
                INSERT INTO schema_migrations (seq, fence, run_id, applied_by, at, duration_ms, version, name, action,
                  state, statement, statements, fingerprint, script, effects)
                  SELECT coalesce(max(seq), 0) + 1, 1, 'another', 'another', now(), 0, 1, 'loses', 'up', 'started', 0, 2, '', '', 'none'
                  FROM schema_migrations WHERE '${token}' <> '';
                SELECT '${token}';
                """, "");

        leaks.add(catchThrowableOfType(LostLockException.class, project::up));

        leaks.add(project.status()).assertNone();
    }

    private void lookEverywhere() {
        leaks.addAllThatIsKnown(project.manager());
        leaks.add(Jdbc.strings(
                database.jdbcUrl(),
                "SELECT t::text FROM schema_migrations t WHERE to_regclass('schema_migrations') IS NOT NULL"));
        assertThat(leaks.output()).contains("${");
        leaks.assertNone();
    }

    @ParameterizedTest
    @ValueSource(strings = {"settings", "url", "libpq", "parameter"})
    void noPasswordThatIsWrong(String where) {
        project.with(builder -> {
                    switch (where) {
                        case "settings" ->
                            builder.url(address("")).username("nobody").password(PASSWORD);
                        case "url" -> builder.url(address("?user=nobody&password=" + encoded()));
                        case "libpq" ->
                            builder.url(
                                    address("").replace("jdbc:postgresql://", "postgres://nobody:" + encoded() + "@"));
                        default -> builder.url(address("?user=nobody&password=" + encoded() + "&sslmode=nonsense"));
                    }
                })
                .migration("1_a", "SELECT 1;", "");

        leaks.add(catchThrowableOfType(MigrationException.class, project::up));
        leaks.addAllThatIsKnown(project.manager()).assertNone();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://127.0.0.1:1/db?user=u&password=SECRET",
                "postgres://u:SECRET@127.0.0.1:1/db",
                "postgres://u:SECRET@nowhere.invalid/db",
                "jdbc:postgresql://u:SECRET@127.0.0.1:1/db",
                "jdbc:postgresql://127.0.0.1:1/db?user=u&password=SECRET&connectTimeout=abc",
                "jdbc:postgresql://127.0.0.1:1/db?user=u&sslmode=verify-full&sslpassword=SECRET&sslrootcert=/nowhere&sslkey=/nowhere",
                "postgres://u:RAW@127.0.0.1:1/db",
                "jdbc:postgresql://127.0.0.1:port/db?password=RAW",
                "mysql://u:RAW@127.0.0.1/db",
                "u:RAW@127.0.0.1/db",
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

    private String address(String parameters) {
        return database.jdbcUrl().replaceFirst("\\?.*", "") + parameters;
    }

    private static String encoded() {
        return URLEncoder.encode(PASSWORD, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
