package dev.tandem.migration.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.migration.Command;
import dev.tandem.migration.DatabaseUnreachableException;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.Report;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.RestartablePostgres;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.Project;
import dev.tandem.migration.sql.SentQueries;
import dev.tandem.migration.sql.TcpProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresReadOnlyTest {

    @TempDir
    Path directory;

    @Test
    void aStandbyIsReadAndNothingElse() throws IOException, InterruptedException {
        try (RestartablePostgres server = RestartablePostgres.start();
                TcpProxy proxy = new TcpProxy(server.port())) {
            Project project = new Project("postgres", server.database(proxy.port()), directory)
                    .migration("1_a", "CREATE TABLE a (i int);", "DROP TABLE a;");
            project.up();
            server.becomeStandby();
            int connections = proxy.sent().size();

            assertThat(project.up().outcome()).isEqualTo(Report.Outcome.NOTHING);
            assertThat(proxy.sent()).hasSize(connections + 1);
            assertThat(SentQueries.of(proxy.sent().get(connections)).texts()).hasSize(1);
            assertThat(project.states()).containsOnlyKeys(1L).containsValue(MigrationState.APPLIED);

            project.migration("2_b", "CREATE TABLE b (i int);", "");
            assertThat(project.states()).containsEntry(2L, MigrationState.PENDING);
            for (Command command : List.of(Command.up(), Command.down(1), new Command.Drop())) {
                DatabaseUnreachableException refused = catchThrowableOfType(
                        DatabaseUnreachableException.class,
                        () -> project.manager().run(command));

                assertThat(refused)
                        .hasMessageContaining("postgres")
                        .hasMessageContaining("The server is a standby, which can only be read. Nothing was executed.")
                        .hasMessageContaining("Use the address of the primary")
                        .hasMessageContaining("localhost:" + proxy.port());
            }
            assertThat(Jdbc.strings(
                            server.database(server.port()).jdbcUrl(),
                            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
                    .containsExactlyInAnyOrder("a", "schema_migrations");
        }
    }

    @Test
    void aDatabaseWhoseTransactionsAreReadOnlyIsReadAndNothingElse() {
        try (TestDatabase database = DatabasesForTests.postgres()) {
            Project project =
                    new Project("postgres", database, directory).migration("1_a", "CREATE TABLE a (i int);", "");
            project.up();
            Jdbc.execute(
                    database.jdbcUrl(),
                    "ALTER DATABASE " + database.name() + " SET default_transaction_read_only = on");

            assertThat(project.up().outcome()).isEqualTo(Report.Outcome.NOTHING);
            assertThat(project.states()).containsValue(MigrationState.APPLIED);

            project.migration("2_b", "CREATE TABLE b (i int);", "");
            DatabaseUnreachableException refused =
                    catchThrowableOfType(DatabaseUnreachableException.class, project::up);

            assertThat(refused)
                    .hasMessageContaining("default_transaction_read_only is on")
                    .hasMessageContaining("Nothing was executed")
                    .hasMessageContaining("Set it off for the migrating user");
            assertThat(project.states()).containsEntry(2L, MigrationState.PENDING);
            assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT tablename FROM pg_tables WHERE tablename = 'b'"))
                    .isEmpty();
        }
    }
}
