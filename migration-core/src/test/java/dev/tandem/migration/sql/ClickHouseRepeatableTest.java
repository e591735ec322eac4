package dev.tandem.migration.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.tandem.migration.Command;
import dev.tandem.migration.Command.Resume;
import dev.tandem.migration.DirtyDatabaseException;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.Report;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ClickHouseRepeatableTest extends RepeatableContract {
    /** Fails while it is under way: what it has left cannot be told. */
    private static final String UNKNOWN = "INSERT INTO t SELECT throwIf(number = 3, 'no') FROM numbers(5);\n";

    @Override
    TestDatabase newDatabase() {
        return DatabasesForTests.clickhouse();
    }

    @Override
    String createTable() {
        return "CREATE TABLE t (n UInt64) ENGINE = MergeTree ORDER BY n";
    }

    private long number() {
        return Jdbc.number(database.jdbcUrl(), "SELECT max(n) FROM numbers");
    }

    private void dirty() {
        project.write("R_numbers.sql", view("n + 20") + UNKNOWN);
        assertThatThrownBy(project::up).isInstanceOf(StatementFailedException.class);
        assertThat(project.state("numbers")).isEqualTo(MigrationState.DIRTY);
    }

    private Report up(Resume resume) {
        return project.manager().run(new Command.Up(Command.ALL, resume));
    }

    @Test
    void aDirtyOneRefusesAndIsResumedBehindTheStatementThatIsSkipped() {
        project.up();
        dirty();

        assertThat(catchThrowableOfType(DirtyDatabaseException.class, project::up))
                .hasMessageContaining("numbers is dirty: its up stopped at statement 3");

        assertThat(up(Resume.SKIP).steps().get(0).step().completed()).isEqualTo(3);
        assertThat(project.state("numbers")).isEqualTo(MigrationState.APPLIED);
        assertThat(number()).isEqualTo(21);
        assertThat(project.up().outcome()).isEqualTo(Report.Outcome.NOTHING);
    }

    @Test
    void aDirtyOneIsMendedAndItsStatementRunAgain() {
        dirty();
        project.write("R_numbers.sql", view("n + 20") + "INSERT INTO t VALUES (2);\n");

        assertThat(up(Resume.RETRY).steps().get(0).step().completed()).isEqualTo(2);

        assertThat(project.state("numbers")).isEqualTo(MigrationState.APPLIED);
        assertThat(number()).isEqualTo(22);
    }

    @Test
    void aDirtyOneWhoseBeginningWasEditedIsRunAgainAsAWhole() {
        dirty();
        project.write("R_numbers.sql", view("n + 30"));

        assertThat(project.state("numbers")).isEqualTo(MigrationState.DIRTY);
        assertThat(up(Resume.RETRY).steps().get(0).step().completed()).isZero();

        assertThat(project.state("numbers")).isEqualTo(MigrationState.APPLIED);
        assertThat(number()).isEqualTo(31);
    }

    @Test
    void stopsAtAKnownStatementAndGoesOnThere() {
        project.write("R_numbers.sql", view("n + 20") + WRONG);
        assertThatThrownBy(project::up).isInstanceOf(StatementFailedException.class);
        assertThat(project.state("numbers")).isEqualTo(MigrationState.RESUMABLE);

        project.write("R_numbers.sql", view("n + 20") + "DROP VIEW IF EXISTS wrong;\n");
        assertThat(project.up().steps().get(0).step().completed()).isEqualTo(2);
        assertThat(project.state("numbers")).isEqualTo(MigrationState.APPLIED);
    }

    /** Its statements cannot be taken back: what stands there may be the new one. */
    @Test
    void isDueAgainWhenItFailedAndItsFileIsAsItWas() {
        project.up();
        project.write("R_numbers.sql", WRONG + view("n + 20"));
        assertThatThrownBy(project::up).isInstanceOf(StatementFailedException.class);
        project.write("R_numbers.sql", view("n + 10"));

        assertThat(project.state("numbers")).isEqualTo(MigrationState.PENDING);
        project.up();
        assertThat(project.state("numbers")).isEqualTo(MigrationState.APPLIED);
    }

    @Test
    void nothingDueIsStillOneQuery() throws IOException {
        project.up();
        Matcher port = Pattern.compile("(//[^/:]+:)(\\d+)").matcher(database.jdbcUrl());
        assertThat(port.find()).isTrue();
        try (TcpProxy proxy = new TcpProxy(Integer.parseInt(port.group(2)))) {
            project.with(builder -> builder.url(port.replaceFirst("$1" + proxy.port())));

            assertThat(project.up().outcome()).isEqualTo(Report.Outcome.NOTHING);

            StringBuilder sent = new StringBuilder();
            proxy.sent().forEach(bytes -> sent.append(new String(bytes, StandardCharsets.UTF_8)));
            assertThat(Pattern.compile("FROM `schema_migrations` WHERE cursor IS NULL")
                            .matcher(sent)
                            .results())
                    .hasSize(1);
        }
    }

    @Test
    void aSuccessorEndsWhatAKilledProcessLeftRunningOfOneAndFindsItDirty() throws InterruptedException {
        project.write(
                "R_numbers.sql",
                view("n + 20")
                        + "INSERT INTO t SELECT 2 + sleepEachRow(1) FROM numbers(60) SETTINGS max_block_size = 1;\n");
        kill();
        assertThat(running()).isEqualTo(1);

        assertThat(catchThrowableOfType(DirtyDatabaseException.class, project::up))
                .hasMessageContaining("numbers is dirty: its up stopped at statement 3");
        assertThat(running()).isZero();
    }

    private long running() {
        return Jdbc.number(
                database.jdbcUrl(),
                "SELECT count() FROM system.processes WHERE query LIKE '%sleepEachRow%'"
                        + " AND query NOT LIKE '%system.processes%' AND current_database = currentDatabase()");
    }

    /** Starts a process that migrates, and kills it when the server is at its sleeping statement. */
    private void kill() throws InterruptedException {
        Process process = MigratingProcess.start(project);
        await().atMost(Duration.ofSeconds(60)).until(() -> running() > 0);
        process.destroyForcibly().waitFor();
    }
}
