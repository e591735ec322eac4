package dev.tandem.migration.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tandem.migration.DatabaseUnreachableException;
import dev.tandem.migration.LostLockException;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.Report;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.Project;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real PgBouncer between a run and its server; what it does to a run is tried without it in {@code PostgresProxyTest}. */
class PgBouncerTest {

    @TempDir
    Path directory;

    private TestDatabase database;
    private Project project;

    @BeforeEach
    void createDatabase() {
        assumeTrue(PgBouncer.isThere(), "There is no pgbouncer on the PATH: nothing was tried with it");
        database = DatabasesForTests.postgres();
        project = new Project("postgres", database, directory.resolve("migrations"))
                .migration("1_a", "CREATE TABLE a (i int);\nINSERT INTO a VALUES (1);\n", "")
                .migration("2_b", "INSERT INTO a VALUES (2);\nVACUUM a;\nINSERT INTO a VALUES (3);\n", "")
                .migration("3_c", "INSERT INTO a VALUES (4);\n", "");
    }

    @AfterEach
    void dropDatabase() {
        if (database != null) {
            database.close();
        }
    }

    @Test
    void throughOneThatPoolsSessionsARunGoesAsWithoutIt() throws IOException, InterruptedException {
        try (PgBouncer bouncer = PgBouncer.start(database, "session")) {
            project.with(builder -> builder.url(bouncer.url()));

            assertThat(project.up().outcome()).isEqualTo(Report.Outcome.DONE);
        }
        assertOnce();
    }

    @Test
    void throughOneThatPoolsTransactionsNothingIsAppliedTwiceAndTheErrorSaysSo()
            throws IOException, InterruptedException {
        FaultTable row = FaultTable.row("lost-lock-pgbouncer", "PgBouncer that pools transactions");
        int refused = 0;
        int times = FaultTable.times(20, 5);
        try (PgBouncer bouncer = PgBouncer.start(database, "transaction")) {
            bouncer.warmUp();
            project.with(builder -> builder.url(bouncer.url()));
            for (int i = 0; i < times; i++) {
                MigrationException e = catchThrowableOfType(MigrationException.class, project::up);
                if (e != null) {
                    refused++;
                    assertThat(e)
                            .isInstanceOfAny(DatabaseUnreachableException.class, LostLockException.class)
                            .hasMessageContaining("roxy gives each transaction another");
                }
            }
            // Of a run that was led astray no lock stays with a server process of the pool.
            await().untilAsserted(() -> assertThat(Jdbc.number(
                            database.jdbcUrl(), "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"))
                    .isZero());
        }
        assertThat(refused).as("runs that were refused").isPositive();
        project.with(builder -> builder.url(database.jdbcUrl()));
        project.up();
        assertOnce();
        row.count("runs", times)
                .count("refused or ended", refused)
                .count("doubled", 0)
                .passed();
    }

    private void assertOnce() {
        assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT i FROM a ORDER BY i"))
                .isEqualTo(List.of("1", "2", "3", "4"));
    }
}
