package dev.tandem.migration.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.tandem.migration.DeadlineExceededException;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.Report;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.Project;
import dev.tandem.migration.sql.TableLocation;
import dev.tandem.migration.sql.TcpProxy;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that break or stall, scripts that end their transaction, and addresses that are not quite right. */
@Timeout(value = 40, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PostgresFaultTest {

    @TempDir
    Path directory;

    private TestDatabase database;
    private Project project;

    @BeforeEach
    void createDatabase() {
        database = DatabasesForTests.postgres();
        project = new Project("postgres", database, directory.resolve("migrations"));
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COMMIT",
                "commit and chain",
                "END",
                "ROLLBACK",
                "ABORT",
                "/* x */ Rollback Work",
                "BEGIN",
                "START TRANSACTION",
                "PREPARE TRANSACTION 'x'"
            })
    void aScriptThatEndsItsTransactionIsRefusedBeforeAnythingRuns(String statement) {
        project.migration("1_a", "CREATE TABLE a (i int);", "");
        project.migration("2_b", "CREATE TABLE b (i int);\n" + statement + ";\nSELECT 1 / 0;", "");

        InvalidMigrationException refused = catchThrowableOfType(InvalidMigrationException.class, project::up);

        assertThat(refused).isNotNull();
        assertThat(refused.failure().line()).isEqualTo(2);
        assertThat(refused).hasMessageContaining("transaction");
        assertThat(PostgresCatalog.of(database.jdbcUrl())).isEmpty();
    }

    @Test
    void savepointsStayWithinTheTransaction() {
        project.migration(
                "1_a",
                "CREATE TABLE a (i int); SAVEPOINT s; INSERT INTO a VALUES (1); ROLLBACK TO SAVEPOINT s;"
                        + " ROLLBACK TO s; ROLLBACK WORK TO s; RELEASE s; INSERT INTO a VALUES (2); PREPARE p AS SELECT 1;",
                "");

        project.up();

        assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT i FROM a")).containsExactly("2");
    }

    @Test
    void aHistoryThatWasCreatedWhileTheLockWasAwaitedIsUsed() throws SQLException {
        project.migration("1_a", "CREATE TABLE a (i int);", "");
        long key = AdvisoryLock.of(new TableLocation("public", "schema_migrations", false, null))
                .key();
        try (Connection other = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = other.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(" + key + ")");
            AtomicBoolean created = new AtomicBoolean();
            project.listener(new MigrationListener() {
                @Override
                public void lockAwaited(String name, String holder, Duration waited) {
                    if (!created.getAndSet(true)) {
                        Jdbc.execute(
                                database.jdbcUrl(),
                                "CREATE TABLE schema_migrations (seq bigint PRIMARY KEY, fence bigint, run_id text,"
                                        + " applied_by text, at timestamptz, duration_ms bigint, version bigint, name text,"
                                        + " action text, state text, statement integer, statements integer,"
                                        + " fingerprint text, script text, effects text, cursor text, down_sql text, error text)",
                                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'");
                    }
                }
            });

            assertThat(project.up().outcome()).isEqualTo(Report.Outcome.DONE);
        }
    }

    @Test
    void theDeadlineEndsACommitToo() {
        project.migration(
                        "1_slow_commit",
                        "CREATE TABLE a (i int);"
                                + " CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS"
                                + " $$ BEGIN PERFORM pg_sleep(15); RETURN NULL; END $$;"
                                + " CREATE CONSTRAINT TRIGGER t AFTER INSERT ON a DEFERRABLE INITIALLY DEFERRED"
                                + " FOR EACH ROW EXECUTE FUNCTION f();"
                                + " INSERT INTO a VALUES (1);",
                        "")
                .timeout(Duration.ofSeconds(2));
        long start = System.nanoTime();

        DeadlineExceededException exceeded = catchThrowableOfType(DeadlineExceededException.class, project::up);

        assertThat(exceeded).isNotNull();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(7));
        assertThat(PostgresCatalog.of(database.jdbcUrl())).isEmpty();
    }

    @Test
    void aConnectionLostAtCommitIsNotToldToHaveLeftNothing() {
        project.migration(
                "1_lost",
                "CREATE TABLE a (i int);"
                        + " CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;"
                        + " CREATE CONSTRAINT TRIGGER t AFTER INSERT ON a DEFERRABLE INITIALLY DEFERRED"
                        + " FOR EACH ROW EXECUTE FUNCTION f(); INSERT INTO a VALUES (1);",
                "");

        MigrationException failed = catchThrowableOfType(MigrationException.class, project::up);

        assertThat(failed).hasMessageContaining("COMMIT").message().doesNotContain("Nothing of it is left");
    }

    @Test
    void theDeadlineEndsARunWhoseServerIsSilent() throws IOException {
        project.migration("1_a", "CREATE TABLE a (i int); SELECT pg_sleep(3); SELECT 1;", "");
        try (TcpProxy proxy = proxied()) {
            project.timeout(Duration.ofSeconds(3));
            CompletableFuture<MigrationException> run = CompletableFuture.supplyAsync(
                    () -> catchThrowableOfType(MigrationException.class, project::up),
                    task -> new Thread(task).start());
            await().until(() -> Jdbc.number(
                            database.jdbcUrl(), "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
                    > 0);
            proxy.stall();
            long start = System.nanoTime();

            assertThat(run.join()).isInstanceOf(DeadlineExceededException.class);

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3 + 5));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://localhost:notaport/db?user=u&password=s3cret",
                "postgres://u:s3c/s3cret@localhost:1/db",
                "postgres://u:s3c@s3cret@localhost:1/db",
                "postgres://u:s3cret%zz@localhost:1/db",
                "postgres://u:s3cret@local host:1/db",
                "postgres:///db?password=s3cret",
                "postgres:db?password=s3cret"
            })
    void anAddressThatIsNotRightIsToldWithoutItsSecrets(String url) {
        project.migration("1_a", "SELECT 1;", "");
        project.with(builder -> builder.url(url)).timeout(Duration.ofSeconds(1));

        MigrationException failed = catchThrowableOfType(MigrationException.class, project::up);

        StringWriter trace = new StringWriter();
        failed.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).doesNotContain("s3cret").doesNotContain("s3c");
    }

    @Test
    void anErrorThatIsCutInTheMidstOfACharacterIsRecorded() {
        project.migration("1_a", "DO $$ BEGIN RAISE 'a%', repeat(U&'\\+01F600', 3000); END $$;", "");

        assertThatThrownBy(project::up).isInstanceOf(MigrationException.class);

        assertThat(project.status().migrations().get(0).error()).contains("\uD83D\uDE00");
    }

    private TcpProxy proxied() {
        Matcher port = Pattern.compile("(//[^/:]+:)(\\d+)").matcher(database.jdbcUrl());
        assertThat(port.find()).isTrue();
        TcpProxy proxy = new TcpProxy(Integer.parseInt(port.group(2)));
        project.with(builder -> builder.url(port.replaceFirst("$1" + proxy.port())));
        return proxy;
    }

    @Test
    void anAddressWithoutAHostIsAConfigurationError() {
        project.migration("1_a", "SELECT 1;", "");
        project.with(builder -> builder.url("postgres:///db"));

        assertThat(catchThrowableOfType(InvalidConfigurationException.class, project::up))
                .isNotNull();
    }

    @Test
    void backslashesArePlainWhateverTheDatabaseSaysAndAScriptCannotSayOtherwise() {
        Jdbc.execute(
                database.jdbcUrl(), "ALTER DATABASE " + database.name() + " SET standard_conforming_strings = off");
        project.migration(
                "1_backslashes",
                "SET standard_conforming_strings = on; CREATE TABLE a (t text);"
                        + " INSERT INTO a VALUES ('x\\'); INSERT INTO a VALUES (';');",
                "");

        project.up();

        assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT t FROM a ORDER BY t DESC"))
                .containsExactly("x\\", ";");
        project.migration("2_off", "SELECT 1;\nSET LOCAL standard_conforming_strings TO off; SELECT 'a\\';", "");

        assertThatThrownBy(project::up)
                .isInstanceOf(InvalidMigrationException.class)
                .hasMessageContaining("2_off.up.sql:2")
                .hasMessageContaining("other ends of strings");
    }
}
