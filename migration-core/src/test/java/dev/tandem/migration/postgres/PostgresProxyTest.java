package dev.tandem.migration.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.migration.DatabaseUnreachableException;
import dev.tandem.migration.LostLockException;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.Report;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.Project;
import dev.tandem.migration.sql.SwitchingProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.IntUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A proxy that gives each transaction another server process, as PgBouncer does unless it pools sessions. */
class PostgresProxyTest {

    @TempDir
    Path directory;

    private TestDatabase database;
    private Project project;

    @BeforeEach
    void createDatabase() {
        database = DatabasesForTests.postgres();
        project = new Project("postgres", database, directory)
                .migration("1_a", "CREATE TABLE a (i int); INSERT INTO a VALUES (1);", "")
                .migration("2_b", "INSERT INTO a VALUES (2); VACUUM a; INSERT INTO a VALUES (3);", "");
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void anotherServerProcessForEachTransactionIsRefusedBeforeAnythingIsExecuted() throws IOException {
        try (SwitchingProxy proxy = proxy(transaction -> transaction % 2)) {
            DatabaseUnreachableException refused =
                    catchThrowableOfType(DatabaseUnreachableException.class, project::up);

            assertThat(refused)
                    .hasMessageContaining("postgres")
                    .hasMessageContaining("A proxy gives each transaction another server process")
                    .hasMessageContaining("Nothing was executed")
                    .hasMessageContaining("a proxy that pools sessions")
                    .hasMessageContaining("localhost:" + proxy.port());
            assertThat(PostgresCatalog.of(database.jdbcUrl())).isEmpty();
            assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
                    .isEmpty();
            assertThat(locks()).isZero();
        }
    }

    /** Wherever it happens: each transaction in turn is the first that gets the other process; then they take turns. */
    @Test
    void aSwitchAtAnyTransactionAppliesNothingTwiceAndLeavesNoLock() throws IOException {
        int refusals = 0;
        boolean through = false;
        for (int first = 1; !through; first++) {
            int switched = first;
            try (SwitchingProxy proxy =
                    proxy(transaction -> transaction < switched ? 0 : (transaction - switched + 1) % 2)) {
                try {
                    assertThat(project.up().outcome()).isEqualTo(Report.Outcome.DONE);
                    // What followed was the report's reading at most.
                    through = proxy.transactions() <= switched;
                } catch (MigrationException e) {
                    refusals++;
                    assertThat(e)
                            .isInstanceOfAny(DatabaseUnreachableException.class, LostLockException.class)
                            .hasMessageContaining("roxy gives each transaction another");
                }
                assertThat(locks()).as("locks after a switch at %s", first).isZero();
            }
            project.with(builder -> builder.url(database.jdbcUrl()));
            project.up();
            assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT i FROM a ORDER BY 1"))
                    .as("rows after a switch at %s", first)
                    .containsExactly("1", "2", "3");
            assertThat(Jdbc.strings(
                            database.jdbcUrl(),
                            "SELECT version FROM schema_migrations WHERE state = 'applied' ORDER BY 1"))
                    .containsExactly("1", "2");
            Jdbc.execute(database.jdbcUrl(), "DROP TABLE a, schema_migrations");
        }
        assertThat(refusals).isGreaterThan(5);
    }

    private long locks() {
        return Jdbc.number(
                database.jdbcUrl(),
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
                        + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
    }

    private SwitchingProxy proxy(IntUnaryOperator choice) {
        Matcher port = Pattern.compile("(//[^/:]+:)(\\d+)").matcher(database.jdbcUrl());
        assertThat(port.find()).isTrue();
        SwitchingProxy proxy = new SwitchingProxy(Integer.parseInt(port.group(2)), choice);
        project.with(builder -> builder.url(port.replaceFirst("$1" + proxy.port()) + "&sslmode=disable"));
        return proxy;
    }
}
