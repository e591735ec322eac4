package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.migration.Command;
import dev.tandem.migration.Command.Resume;
import dev.tandem.migration.DeadlineExceededException;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.Plan;
import dev.tandem.migration.Report;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.Project;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClickHouseMutationTest {
    private static final String TABLE = "CREATE TABLE `a b` (i UInt64, s String) ENGINE = MergeTree ORDER BY i;\n"
            + "INSERT INTO `a b` SELECT number, 'x' FROM numbers(10);\n";

    @TempDir
    Path directory;

    private TestDatabase database;
    private Project project;

    @BeforeEach
    void createDatabase() {
        database = DatabasesForTests.clickhouse();
        project = new Project("clickhouse", database, directory.resolve("migrations"));
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void aMutationThatFailsIsToldWithItsReasonAndIsNotSentTwice() {
        project.migration(
                "1_a", TABLE + "ALTER TABLE `a b` UPDATE s = toString(throwIf(i = 5, 'no five')) WHERE 1;\n", "");

        StatementFailedException failed = catchThrowableOfType(StatementFailedException.class, project::up);
        StatementFailedException again = catchThrowableOfType(StatementFailedException.class, this::retry);

        String kill = "KILL MUTATION WHERE database = '" + database.name()
                + "' AND table = 'a b' AND mutation_id = 'mutation_2.txt'";
        assertThat(failed)
                .hasMessageContaining("no five")
                .hasMessageContaining("stays in system.mutations")
                .hasMessageContaining(kill)
                .hasMessageContaining("--resume retry")
                .message()
                .doesNotContain("@ 0x");
        assertThat(again).hasMessageContaining("was not sent").hasMessageContaining(kill);
        assertThat(Jdbc.number(
                        database.jdbcUrl(), "SELECT count() FROM system.mutations WHERE database = currentDatabase()"))
                .isEqualTo(1);
        assertThat(project.states()).containsEntry(1L, MigrationState.DIRTY);

        Jdbc.execute(database.jdbcUrl(), kill, "ALTER TABLE `a b` DELETE WHERE i = 5 SETTINGS mutations_sync = 2");
        assertThat(retry().outcome()).isEqualTo(Report.Outcome.DONE);
        assertThat(Jdbc.number(database.jdbcUrl(), "SELECT count() FROM `a b` WHERE s = '0'"))
                .isEqualTo(9);
    }

    /** The script does not wait for it, and the log calls its statement finished: that is not the end of the mutation. */
    @Test
    void aMutationThatFailsIsNotTakenForDoneBecauseTheLogCallsItsStatementFinished() {
        try {
            project.migration(
                    "1_a",
                    TABLE + "ALTER TABLE `a b` UPDATE s = toString(throwIf(i = 5, 'no five')) WHERE 1"
                            + " SETTINGS mutations_sync = 0;\n",
                    "");
            project.listener(new MigrationListener() {
                @Override
                public void runStarted(String runId, Plan plan) {
                    Jdbc.execute(
                            database.jdbcUrl(),
                            ClickHouseUnknownEndTest.LOG,
                            "INSERT INTO system.query_log (query_id, type) VALUES ('" + runId
                                    + "-1-1-3', 'QueryFinish')");
                }
            });

            StatementFailedException failed = catchThrowableOfType(StatementFailedException.class, project::up);

            assertThat(failed).hasMessageContaining("no five").hasMessageContaining("--resume retry");
            assertThat(project.states()).containsEntry(1L, MigrationState.DIRTY);
        } finally {
            Jdbc.execute(database.jdbcUrl(), "DROP TABLE IF EXISTS system.query_log SYNC");
        }
    }

    @Test
    void aConversionThatFailsIsAMutationThatFails() {
        project.migration("1_a", TABLE + "ALTER TABLE `a b` MODIFY COLUMN s UInt8;\n", "");

        assertThat(catchThrowableOfType(StatementFailedException.class, project::up))
                .hasMessageContaining("Cannot parse string 'x' as UInt8")
                .hasMessageContaining("KILL MUTATION");

        assertThat(project.states()).containsEntry(1L, MigrationState.DIRTY);
    }

    @Test
    void aMutationThatTheServerDoesNotWaitForIsWaitedFor() {
        project.migration(
                "1_a",
                TABLE
                        + "ALTER TABLE `a b` UPDATE s = toString(sleepEachRow(0.1)) WHERE 1 SETTINGS mutations_sync = 0;\n"
                        + "SELECT throwIf(countIf(s = 'x') > 0) FROM `a b`;\n",
                "");

        assertThat(project.up().outcome()).isEqualTo(Report.Outcome.DONE);
    }

    @Test
    void aMutationIsWaitedForNoLongerThanItsMigrationMayTake() {
        project.write(
                "1_a.up.sql",
                "-- tandem:timeout 1s\n" + TABLE
                        + "ALTER TABLE `a b` UPDATE s = toString(sleepEachRow(0.29)) WHERE 1 SETTINGS mutations_sync = 0;\n");

        assertThat(catchThrowableOfType(MigrationException.class, project::up))
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessageContaining("is not done yet and goes on in the server");
    }

    @Test
    void aMutationThatWasNotEvenWrittenDownHasLeftNothing() {
        project.migration("1_a", TABLE + "ALTER TABLE `a b` UPDATE nope = 1 WHERE 1;\n", "");

        assertThat(catchThrowableOfType(StatementFailedException.class, project::up))
                .hasMessageContaining("This one has left nothing");
        project.migration("1_a", TABLE + "DELETE FROM `a b` WHERE i > 2;\n", "");

        assertThat(project.up().steps().get(0).step().completed()).isEqualTo(2);
        assertThat(Jdbc.number(database.jdbcUrl(), "SELECT count() FROM `a b`")).isEqualTo(3);
    }

    private Report retry() {
        return project.manager().run(new Command.Up(Command.ALL, Resume.RETRY));
    }
}
