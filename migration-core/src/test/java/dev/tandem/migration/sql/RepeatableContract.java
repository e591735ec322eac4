package dev.tandem.migration.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.migration.Command;
import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.MigrationId;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.Report;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.embedded.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What repeatable migrations do on a real server. */
abstract class RepeatableContract {
    @TempDir
    Path directory;

    TestDatabase database;
    Project project;

    abstract TestDatabase newDatabase();

    /** Creates a table t with a number n. */
    abstract String createTable();

    /** Fails before it does anything. */
    static final String WRONG = "CREATE VIEW wrong AS SELECT nothing FROM nowhere;\n";

    /** The view of numbers, made anew. */
    static String view(String expression) {
        return "DROP VIEW IF EXISTS numbers;\nCREATE VIEW numbers AS SELECT " + expression + " AS n FROM t;\n";
    }

    @BeforeEach
    void createDatabase() {
        database = newDatabase();
        project = new Project("main", database, directory.resolve("migrations"));
        project.migration(
                "1_t", createTable() + "; INSERT INTO t VALUES (1);", "DROP VIEW IF EXISTS numbers; DROP TABLE t;");
        project.write("R_numbers.sql", view("n + 10"));
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    private List<String> done(Report report) {
        return report.steps().stream()
                .map(result -> result.step().title() + " " + result.outcome())
                .toList();
    }

    private long number() {
        return Jdbc.number(database.jdbcUrl(), "SELECT n FROM numbers");
    }

    /** The events of repeatable migrations, as they were written. */
    private List<String> events() {
        return Jdbc.strings(
                database.jdbcUrl(),
                "SELECT concat(name, ' ', action, ' ', state) FROM schema_migrations WHERE version = -1 ORDER BY fence, seq");
    }

    @Test
    void isAppliedBehindTheVersionsAndThenNotDue() {
        Report report = project.up();

        assertThat(done(report)).containsExactly("1 t APPLIED", "R numbers APPLIED");
        assertThat(number()).isEqualTo(11);
        assertThat(events()).endsWith("numbers up applied");
        DatabaseStatus status = project.status();
        assertThat(status.current()).isEqualTo(1);
        assertThat(status.pending()).isZero();
        assertThat(status.migrations().get(1).hasDown()).isFalse();
        assertThat(project.state("numbers")).isEqualTo(MigrationState.APPLIED);
        assertThat(project.up().outcome()).isEqualTo(Report.Outcome.NOTHING);
    }

    @Test
    void isAppliedAgainWhenALiteralHasChanged() {
        project.up();
        project.write("R_numbers.sql", view("n + 20"));

        assertThat(project.state("numbers")).isEqualTo(MigrationState.PENDING);
        assertThat(project.status().pending()).isEqualTo(1);
        assertThat(project.status().obstacle()).isNull();
        assertThat(done(project.up())).containsExactly("R numbers APPLIED");

        assertThat(number()).isEqualTo(21);
        assertThat(project.up().outcome()).isEqualTo(Report.Outcome.NOTHING);
        assertThat(events()).filteredOn(event -> event.endsWith("applied")).hasSize(2);
    }

    @Test
    void isNotDueWhenOnlyACommentHasChanged() {
        project.up();
        project.write("R_numbers.sql", "-- the numbers\n" + view("n   +   10"));

        assertThat(project.state("numbers")).isEqualTo(MigrationState.APPLIED);
        assertThat(project.up().outcome()).isEqualTo(Report.Outcome.NOTHING);
    }

    @Test
    void isNoLongerMentionedWhenItsFileIsGoneAndIsThereAgainWithIt() {
        project.up();
        project.delete("R_numbers");

        assertThat(project.state("numbers")).isNull();
        assertThat(project.up().outcome()).isEqualTo(Report.Outcome.NOTHING);
        assertThat(project.manager().validate(true)).isEmpty();

        project.write("R__numbers.sql", view("n + 10"));
        assertThat(project.state("numbers")).isEqualTo(MigrationState.APPLIED);
    }

    @Test
    void severalRunInTheOrderOfTheirNames() {
        project.write("R_a.sql", "CREATE VIEW a AS SELECT n FROM t;")
                .write("R_odd name; it's.sql", "CREATE VIEW o AS SELECT n FROM t;");

        assertThat(done(project.up()))
                .containsExactly("1 t APPLIED", "R a APPLIED", "R numbers APPLIED", "R odd name; it's APPLIED");
        assertThat(project.up().outcome()).isEqualTo(Report.Outcome.NOTHING);
    }

    @Test
    void whatGoesBackAndWhatOnlyRecordsLeavesItAlone() {
        project.up();
        project.write("R_numbers.sql", view("n + 20"));
        int before = events().size();

        project.manager().run(new Command.Force(1L));
        project.manager().run(new Command.Repair());
        assertThat(project.manager()
                        .run(new Command.GoTo(null, Command.Resume.REFUSE))
                        .steps())
                .extracting(result -> result.step().id())
                .containsExactly(MigrationId.of(1));

        assertThat(events()).hasSize(before);
        assertThat(project.state("numbers")).isEqualTo(MigrationState.PENDING);
    }

    @Test
    void failsAndIsAppliedOnceItIsMended() {
        project.up();
        project.write("R_numbers.sql", WRONG + view("n + 20"));

        StatementFailedException failed = catchThrowableOfType(StatementFailedException.class, project::up);

        assertThat(failed.failure().migration()).isEqualTo(MigrationId.repeatable("numbers"));
        assertThat(failed.failure().version()).isNull();
        assertThat(failed.failure().statement()).isEqualTo(1);
        assertThat(failed).hasMessageStartingWith("main R: numbers failed: ");
        assertThat(project.state("numbers")).isEqualTo(MigrationState.PENDING);
        assertThat(project.status().migrations().get(1).error()).contains("nowhere");
        assertThat(number()).isEqualTo(11);

        project.write("R_numbers.sql", view("n + 20"));
        project.up();
        assertThat(number()).isEqualTo(21);
        assertThat(project.status().migrations().get(1).error()).isNull();
    }

    @Test
    void aDryRunShowsItsSqlAndChangesNothing() {
        StringBuilder text = new StringBuilder();

        project.manager().dryRun(Command.up(), text);

        assertThat(text)
                .contains("-- main: R numbers up\n")
                .contains("CREATE VIEW numbers AS SELECT n + 10 AS n FROM t;");
        assertThat(project.state("numbers")).isEqualTo(MigrationState.PENDING);
    }

    @Test
    void aDownSectionIsRefusedBeforeAnythingRuns() {
        project.write("R_numbers.sql", "-- migrate:up\n" + view("n") + "-- migrate:down\nDROP VIEW numbers;\n");

        assertThat(catchThrowableOfType(InvalidMigrationException.class, project::up))
                .hasMessageContaining(
                        "R_numbers.sql has a Down section, and a repeatable migration is never taken back");
    }

    @Test
    void replicasThatStartTogetherRunAChangedOneOnce() throws Exception {
        project.up();
        project.write("R_numbers.sql", view("n + 20"));
        int replicas = 4;
        CyclicBarrier start = new CyclicBarrier(replicas);
        List<CompletableFuture<Report>> runs = new ArrayList<>();
        for (int i = 0; i < replicas; i++) {
            runs.add(CompletableFuture.supplyAsync(() -> {
                try {
                    start.await(30, TimeUnit.SECONDS);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                return project.up();
            }));
        }

        List<String> outcomes = new ArrayList<>();
        for (CompletableFuture<Report> run : runs) {
            outcomes.addAll(done(run.get(60, TimeUnit.SECONDS)));
        }

        assertThat(outcomes).containsExactly("R numbers APPLIED");
        assertThat(number()).isEqualTo(21);
        assertThat(events()).filteredOn(event -> event.endsWith("applied")).hasSize(2);
    }
}
