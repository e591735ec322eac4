package dev.tandem.migration.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.migration.Command;
import dev.tandem.migration.DatabaseUnreachableException;
import dev.tandem.migration.DeadlineExceededException;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.Report;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.embedded.EmbeddedPostgres;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.SqlDatabase;
import dev.tandem.migration.sql.TestCertificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that takes nobody in without TLS, with a certificate for the name localhost. */
@Timeout(60)
class PostgresTlsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    static Path certificates;

    @TempDir
    Path folder;

    private static EmbeddedPostgres server;
    private static TestCertificates ours;

    @BeforeAll
    static void startServer() throws Exception {
        ours = TestCertificates.create(certificates.resolve("ours"));
        TestCertificates.create(certificates.resolve("others"));
        server = EmbeddedPostgres.start();
        Path data = server.dataDirectory();
        ours.writeServer(data.resolve("server.crt"), data.resolve("server.key"));
        Path rules = data.resolve("pg_hba.conf");
        Files.writeString(rules, "hostnossl all all all reject\nhostssl all all all trust\n");
        Files.writeString(data.resolve("postgresql.auto.conf"), "ssl = on\n", StandardOpenOption.APPEND);
        Jdbc.execute(server.jdbcUrl(), "SELECT pg_reload_conf()");
        Awaitility.await().ignoreExceptions().until(() -> Jdbc.number(secure(), "SELECT 1") == 1);
        assertThat(catchThrowableOfType(
                        IllegalStateException.class,
                        () -> Jdbc.number(server.jdbcUrl() + "&sslmode=disable", "SELECT 1")))
                .hasMessageContaining("no encryption");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Test
    void migratesWhereTheAuthorityIsKnownAndTheNameIsRight() throws Exception {
        migration("DO $$ BEGIN IF NOT (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid())"
                + " THEN RAISE 'not encrypted'; END IF; END $$;");
        MigrationManager manager = manager(secure());

        Report report = manager.run(Command.up());

        assertThat(report.outcome()).isEqualTo(Report.Outcome.DONE);
        assertThat(manager.status().get(0).migrations().get(0).state()).isEqualTo(MigrationState.APPLIED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "localhost | verify-full | others    | PKIX path",
                "localhost | verify-ca   | others    | PKIX path",
                "localhost | verify-full | nowhere   | nowhere",
                "127.0.0.1 | verify-full | ours      | 127.0.0.1",
                "localhost | nonsense    | ours      | nonsense",
            })
    void aServerThatCannotBeTrustedIsRefusedAtOnceSayingWhatToSet(
            String host, String mode, String authority, String reason) throws Exception {
        migration("SELECT 1;");
        Path file = certificates.resolve(authority).resolve("ca.pem");
        MigrationManager manager = manager(url(host, mode, file));
        long start = System.nanoTime();

        DatabaseUnreachableException refused =
                catchThrowableOfType(DatabaseUnreachableException.class, () -> manager.run(Command.up()));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT.dividedBy(2));
        assertThat(refused.mayPass()).isFalse();
        assertThat(refused)
                .hasMessageContaining("There is no secure connection to the server")
                .hasMessageContaining(reason)
                .hasMessageContaining("sslrootcert")
                .hasMessageContaining("jdbc:postgresql://" + host + ":" + server.port() + "/postgres");
    }

    @Test
    void aServerThatWantsTlsSaysSoToOneWhoComesWithout() throws Exception {
        migration("SELECT 1;");

        DatabaseUnreachableException refused = catchThrowableOfType(
                DatabaseUnreachableException.class,
                () -> manager(server.jdbcUrl() + "&sslmode=disable").run(Command.up()));

        assertThat(refused.mayPass()).isFalse();
        assertThat(refused).hasMessageContaining("no encryption");
    }

    @Test
    void whatDoesNotHeedBeingCancelledIsEndedOverAnotherSecureConnection() throws Exception {
        migration(
                "DO $$ BEGIN LOOP BEGIN PERFORM pg_sleep(60); EXCEPTION WHEN query_canceled THEN NULL; END; END LOOP; END $$;");
        MigrationManager manager = manager(secure()).within(Duration.ofSeconds(1));

        DeadlineExceededException ended =
                catchThrowableOfType(DeadlineExceededException.class, () -> manager.run(Command.up()));

        assertThat(ended).isNotNull();
        Awaitility.await()
                .until(() -> Jdbc.number(
                                secure(),
                                "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%query_canceled THEN NULL%'"
                                        + " AND pid <> pg_backend_pid()")
                        == 0);
    }

    @Test
    void whoHoldsALockIsAskedOverAnotherSecureConnection() throws Exception {
        Jdbc.execute(secure(), "CREATE TABLE IF NOT EXISTS taken (i int)");
        migration("DROP TABLE taken;");
        MigrationManager manager = MigrationManager.builder()
                .database(database(secure() + "&options=-c%20search_path=public")
                        .lockTimeout(Duration.ofMillis(900))
                        .build())
                .lockWait(Duration.ofMillis(500))
                .build();

        try (LockedTable locked = new LockedTable(secure(), "taken")) {
            StatementFailedException failed =
                    catchThrowableOfType(StatementFailedException.class, () -> manager.run(Command.up()));

            assertThat(failed).hasMessageContaining("server process").hasMessageContaining("held it");
        }
    }

    @Test
    void howFarAStatementIsIsAskedOverASecureConnectionToo() {
        assertThat(database(secure()).build().progress("none", List.of())).isNotNull();
    }

    private void migration(String sql) throws Exception {
        Files.writeString(folder.resolve("1_a.up.sql"), sql);
    }

    private MigrationManager manager(String url) {
        return MigrationManager.builder()
                .database(database(url).build())
                .timeout(LIMIT)
                .build();
    }

    /** With a history of each test's own. */
    private SqlDatabase.Builder database(String url) {
        return SqlDatabase.builder("postgres")
                .url(url)
                .table("history_" + Integer.toHexString(folder.hashCode()))
                .paths(List.of(folder.toString()));
    }

    private static String secure() {
        return url("localhost", "verify-full", ours.authority());
    }

    private static String url(String host, String mode, Path authority) {
        return "jdbc:postgresql://" + host + ":" + server.port() + "/postgres?user=" + server.username() + "&sslmode="
                + mode + "&sslrootcert=" + authority;
    }
}
