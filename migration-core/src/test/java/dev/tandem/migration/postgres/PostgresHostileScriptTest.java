package dev.tandem.migration.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.Step;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.Project;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What scripts do to their transaction and their session, by mistake or because a dump says so. */
class PostgresHostileScriptTest {

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

    @Test
    void aValueOfAnEnumThatIsAddedAndUsedAtOnceIsTurnedDownWithAdvice() {
        project.migration("1_e", "CREATE TYPE e AS ENUM ('x');", "");
        project.up();
        project.migration("2_both", "ALTER TYPE e ADD VALUE 'y';\nSELECT 'y'::e;\n", "");

        StatementFailedException failed = catchThrowableOfType(StatementFailedException.class, project::up);

        assertThat(failed)
                .hasMessageContaining("unsafe use of new value")
                .hasMessageContaining("2_both.up.sql:2")
                .hasMessageContaining("use it in a later migration");
        assertThat(project.states()).containsEntry(2L, MigrationState.PENDING);
    }

    @Test
    void aTableWithDeferredConstraintsToCheckIsTurnedDownWithAdvice() {
        project.migration(
                "1_a",
                "CREATE TABLE a (i int PRIMARY KEY, r int REFERENCES a DEFERRABLE INITIALLY DEFERRED);"
                        + " INSERT INTO a VALUES (1, 1);\nALTER TABLE a ADD j int;",
                "");

        StatementFailedException failed = catchThrowableOfType(StatementFailedException.class, project::up);

        assertThat(failed)
                .hasMessageContaining("pending trigger events")
                .hasMessageContaining("SET CONSTRAINTS ALL IMMEDIATE");
    }

    @Test
    void aProcedureThatCommitsIsTurnedDownWithAdvice() {
        project.migration("1_p", "CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$;\nCALL p();\n", "");

        StatementFailedException failed = catchThrowableOfType(StatementFailedException.class, project::up);

        assertThat(failed).hasMessageContaining("1_p.up.sql:2").hasMessageContaining("transaction:false");
        assertThat(PostgresCatalog.of(database.jdbcUrl())).isEmpty();
    }

    /** It lets go of advisory locks, temporary tables, settings and roles. */
    @Test
    void discardAllInAScriptDoesNotDisturbTheRun() {
        project.migration(
                        "1_discard",
                        "CREATE TABLE a (i int);\nDISCARD ALL;\nCREATE TABLE b AS SELECT count(*) AS n FROM pg_locks"
                                + " WHERE locktype = 'advisory' AND granted AND pid = pg_backend_pid();\n",
                        "")
                .migration("2_unlock", "SELECT pg_advisory_unlock_all();", "")
                .migration("3_next", "CREATE TABLE c AS SELECT n FROM b;", "");

        project.up();

        assertThat(project.states().values()).containsOnly(MigrationState.APPLIED);
        assertThat(Jdbc.number(database.jdbcUrl(), "SELECT n FROM c")).isEqualTo(1);
    }

    @Test
    void aLateStatementThatWasMadeOrdinaryIsResumedBehindWhatIsDone() {
        project.migration(
                "1_a",
                "CREATE TABLE a (i int);\nINSERT INTO a VALUES (1), (1);\nCREATE UNIQUE INDEX CONCURRENTLY u ON a (i);\n",
                "");
        assertThat(catchThrowableOfType(StatementFailedException.class, project::up))
                .isNotNull();
        project.migration(
                "1_a", "CREATE TABLE a (i int);\nINSERT INTO a VALUES (1), (1);\nCREATE INDEX u ON a (i);\n", "");
        Jdbc.execute(database.jdbcUrl(), "DROP INDEX u");

        List<Integer> numbers = new ArrayList<>();
        project.listener(new MigrationListener() {
                    @Override
                    public void statementStarted(Step step, SqlStatement statement) {
                        numbers.add(statement.number());
                    }
                })
                .up();

        assertThat(numbers).containsExactly(3);
        assertThat(Jdbc.number(database.jdbcUrl(), "SELECT count(*) FROM a")).isEqualTo(2);
    }
}
