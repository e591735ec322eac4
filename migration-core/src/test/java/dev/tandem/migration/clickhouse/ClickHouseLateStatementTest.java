package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.tandem.migration.MigrationException;
import dev.tandem.migration.Report;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.Project;
import dev.tandem.migration.sql.Settings;
import dev.tandem.migration.sql.TableLocation;
import dev.tandem.migration.sql.TcpProxy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run writes by itself, into its history above all, may take long, too, and outlive the run in the server. */
class ClickHouseLateStatementTest {
    private static final String TABLE = "CREATE TABLE %s (i UInt64) ENGINE = MergeTree ORDER BY i;\n";

    @TempDir
    Path directory;

    private TestDatabase database;
    private Project project;

    @BeforeEach
    void createAHistoryThatIsSlow() {
        database = DatabasesForTests.clickhouse();
        project = new Project("clickhouse", database, directory.resolve("migrations"))
                .migration("1_a", TABLE.formatted("a"), "");
        project.up();
        Jdbc.execute(
                database.jdbcUrl(),
                "CREATE MATERIALIZED VIEW slow ENGINE = Null AS SELECT sleep(3) AS s FROM schema_migrations");
        project.migration("2_b", TABLE.formatted("b"), "");
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    private List<String> comments() {
        return Jdbc.strings(
                database.jdbcUrl(),
                "SELECT Settings['log_comment'] FROM system.processes WHERE query LIKE 'INSERT INTO `" + database.name()
                        + "`.`schema_migrations`%'");
    }

    private static <T> CompletableFuture<T> inBackground(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, task -> new Thread(task).start());
    }

    @Test
    void itIsKnownInTheServerAsARuns() {
        CompletableFuture<Report> run = inBackground(project::up);
        await().atMost(Duration.ofSeconds(20)).until(() -> !comments().isEmpty());

        assertThat(comments()).first().asString().startsWith("tandem " + database.name() + ".schema_migrations ");

        assertThat(run.join().outcome()).isEqualTo(Report.Outcome.DONE);
    }

    /** It passes while the end is written down: that takes two seconds, and the time of the migration is three. */
    @Test
    void aTimeoutThatPassesMeanwhileIsNotTheNextMigrations() {
        Jdbc.execute(
                database.jdbcUrl(),
                "DROP TABLE slow",
                "CREATE MATERIALIZED VIEW slow ENGINE = Null AS SELECT sleep(2) AS s FROM schema_migrations"
                        + " WHERE version = 2");
        project.migration("2_b", "-- tandem:timeout 3s\n" + TABLE.formatted("b"), "");
        project.migration("3_c", TABLE.formatted("c"), "");

        assertThat(project.up().outcome()).isEqualTo(Report.Outcome.DONE);

        assertThat(Jdbc.strings(database.jdbcUrl(), "SHOW TABLES")).contains("b", "c");
    }

    @Test
    void theLockIsNotGivenBackWhileNobodyKnowsWhetherItIsOver() throws IOException, SQLException {
        int port = URI.create(database.jdbcUrl().substring("jdbc:".length())).getPort();
        try (TcpProxy proxy = new TcpProxy(port);
                LockConnection connection =
                        new LockConnection(ClickHouseAddress.of(Settings.url(database.jdbcUrl())))) {
            project.with(builder -> builder.url(database.jdbcUrl().replaceFirst(":\\d+/", ":" + proxy.port() + "/")));
            CompletableFuture<MigrationException> run =
                    inBackground(() -> catchThrowableOfType(MigrationException.class, project::up));
            await().atMost(Duration.ofSeconds(20)).until(() -> !comments().isEmpty());

            proxy.cut();

            assertThat(run.join()).isNotNull();
            Lease left = new LadderStore(
                            new ClickHouseDialect(),
                            connection,
                            new TableLocation(database.name(), "schema_migrations", true, null))
                    .read();
            assertThat(left).isNotNull();
            assertThat(left.isFree()).isFalse();
        }
    }
}
