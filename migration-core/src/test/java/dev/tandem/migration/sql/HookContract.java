package dev.tandem.migration.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.migration.Command;
import dev.tandem.migration.Command.GoTo;
import dev.tandem.migration.Command.Resume;
import dev.tandem.migration.Command.Up;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.Report;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.embedded.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When hooks are executed on a real server, and what their failures mean. */
abstract class HookContract {
    /** Fails before it does anything. */
    static final String WRONG = "DROP TABLE nowhere;\n";

    @TempDir
    Path directory;

    TestDatabase database;
    Project project;

    abstract TestDatabase newDatabase();

    /** Creates the table told unless it is there, with a number n and a text w. */
    abstract String createTable();

    @BeforeEach
    void createDatabase() {
        database = newDatabase();
        project = new Project("main", database, directory.resolve("migrations"));
        Jdbc.execute(database.jdbcUrl(), createTable());
        project.migration("1_a", tell("1 up"), tell("1 down"));
        project.migration("2_b", tell("2 up"), tell("2 down"));
        project.write("before_up.sql", tell("before")).write("after_up.sql", tell("after"));
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    static String tell(String word) {
        return "INSERT INTO told SELECT count(*), '" + word + "' FROM told;\n";
    }

    List<String> told() {
        return Jdbc.strings(database.jdbcUrl(), "SELECT w FROM told ORDER BY n");
    }

    private long events() {
        return Jdbc.number(database.jdbcUrl(), "SELECT count(*) FROM schema_migrations");
    }

    @Test
    void theyAreExecutedAroundWhatIsApplied() {
        Report report = project.up();

        assertThat(told()).containsExactly("before", "1 up", "2 up", "after");
        assertThat(report.steps()).hasSize(2);
        assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT DISTINCT name FROM schema_migrations ORDER BY name"))
                .containsExactly("a", "b");
    }

    @Test
    void everyRunThatHasSomethingDueExecutesThemAndNoOther() {
        project.manager().run(new Up(1, Resume.REFUSE));
        project.manager().run(new GoTo(2L, Resume.REFUSE));
        assertThat(told()).containsExactly("before", "1 up", "after", "before", "2 up", "after");

        assertThat(project.up().outcome()).isEqualTo(Report.Outcome.NOTHING);
        assertThat(told()).hasSize(6);

        project.write("R_r.sql", tell("r"));
        project.up();
        assertThat(told()).endsWith("before", "r", "after");
    }

    @Test
    void whatGoesBackOrOnlyRecordsExecutesNone() {
        project.manager().run(new Command.Force(2L));
        project.down(1);
        project.manager().run(new GoTo(null, Resume.REFUSE));

        assertThat(told()).containsExactly("2 down", "1 down");
    }

    @Test
    void aRunThatGoesBackFirstExecutesThemAroundWhatGoesForwardThen() {
        project.migration("3_c", tell("3 up"), tell("3 down"));
        project.delete("2_b");
        project.up();
        project.migration("2_b", tell("2 up"), tell("2 down"));

        project.manager().run(new GoTo(2L, Resume.REFUSE));

        assertThat(told()).endsWith("3 down", "before", "2 up", "after");
    }

    @Test
    void aFailureBeforeIsToldWithItsPlaceAndNothingIsApplied() {
        project.write("before_up.sql", "-- a comment\n" + tell("before") + "\n" + WRONG);

        StatementFailedException failed = catchThrowableOfType(StatementFailedException.class, project::up);

        assertThat(failed.failure().migration()).isNull();
        assertThat(failed.failure().database()).isEqualTo("main");
        assertThat(failed.failure().location())
                .isEqualTo(project.folder().resolve("before_up.sql").toString());
        assertThat(failed.failure().statement()).isEqualTo(2);
        assertThat(failed.failure().line()).isEqualTo(4);
        assertThat(failed)
                .hasMessageStartingWith("main: before_up.sql failed: ")
                .hasMessageContaining("No migration went forward on main in this run.");
        assertThat(failed.report().steps())
                .extracting(result -> result.outcome().name())
                .containsOnly("NOT_RUN");
        assertThat(project.states()).isEqualTo(Map.of(1L, MigrationState.PENDING, 2L, MigrationState.PENDING));
        assertThat(events()).isZero();

        project.write("before_up.sql", tell("before"));
        project.up();
        assertThat(told()).endsWith("before", "1 up", "2 up", "after");
    }

    @Test
    void aFailureBehindLeavesTheMigrationsAppliedAndFailsTheRun() {
        project.write("after_up.sql", WRONG);

        StatementFailedException failed = catchThrowableOfType(StatementFailedException.class, project::up);

        assertThat(failed)
                .hasMessageStartingWith("main: after_up.sql failed: ")
                .hasMessageContaining("The migrations of this run stay applied on main.")
                .hasMessageContaining("The next run that has something to apply executes it from its beginning");
        assertThat(failed.report().steps())
                .extracting(result -> result.outcome().name())
                .containsOnly("APPLIED");
        assertThat(project.states()).isEqualTo(Map.of(1L, MigrationState.APPLIED, 2L, MigrationState.APPLIED));
        assertThat(project.up().outcome()).isEqualTo(Report.Outcome.NOTHING);
    }

    @Test
    void nothingIsTakenBackForAHookThatFailed() {
        project.write("after_up.sql", WRONG);
        MigrationManager manager = MigrationManager.builder()
                .database(project.sqlDatabase())
                .rollbackOnFailure(true)
                .build();

        assertThatThrownBy(() -> manager.run(Command.up()))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining(
                        "Nothing was taken back (rollback-on-failure): it was after_up.sql of main that failed");
        assertThat(project.states()).containsEntry(2L, MigrationState.APPLIED);
    }

    @Test
    void oneThatCannotBeReadIsRefusedBeforeAnythingRuns() {
        project.write("after_up.sql", "SELECT 'unclosed;\n");

        assertThatThrownBy(project::up)
                .isInstanceOf(InvalidMigrationException.class)
                .hasMessageContaining("after_up.sql:1");
        assertThat(told()).isEmpty();
        assertThat(project.manager().validate(false))
                .anyMatch(finding -> finding.failure().describe().contains("after_up.sql:1"));
    }

    @Test
    void theyMayHavePlaceholders() {
        project.with(builder -> builder.placeholders(Map.of("word", "filled")));
        project.write("before_up.sql", tell("${word}"));

        project.up();

        assertThat(told()).startsWith("filled", "1 up");
    }

    @Test
    void aDryRunShowsThemAndExecutesNothing() {
        StringBuilder text = new StringBuilder();

        project.manager().dryRun(Command.up(), text);

        String before =
                "-- main: before_up.sql, a hook: executed before what every run applies here, and not recorded\n";
        String after = "-- main: after_up.sql, a hook: executed behind what every run applies here, and not recorded\n";
        assertThat(text).contains(before).contains(after).contains("'before'").contains("'after'");
        assertThat(text.indexOf(before)).isLessThan(text.indexOf("-- main: 1 a up"));
        assertThat(text.indexOf(after)).isGreaterThan(text.indexOf("-- main: 2 b up"));
        assertThat(told()).isEmpty();

        project.up();
        StringBuilder nothing = new StringBuilder();
        project.manager().dryRun(Command.down(1), nothing);
        assertThat(nothing).doesNotContain("hook");
    }

    @Test
    void thoseOfTwoFoldersAreRefused() {
        Project other = new Project("other", database, directory.resolve("more"));
        other.write("before_up.sql", tell("other"));
        project.with(builder -> builder.paths(
                List.of(project.folder().toString(), other.folder().toString())));

        assertThatThrownBy(project::up)
                .isInstanceOf(InvalidMigrationException.class)
                .hasMessageContaining("A database has one before_up.sql, and here are two: "
                        + project.folder().resolve("before_up.sql") + " and "
                        + other.folder().resolve("before_up.sql"));
    }

    @Test
    void oneWithADownSectionIsRefused() {
        project.write("before_up.sql", "-- migrate:up\n" + tell("before") + "-- migrate:down\n" + tell("down"));

        assertThatThrownBy(project::up)
                .isInstanceOf(InvalidMigrationException.class)
                .hasMessageContaining("before_up.sql has a Down section, and a hook is never taken back");
    }

    @Test
    void ofReplicasThatStartTogetherOneExecutesThem() {
        List<CompletableFuture<Report>> runs = Stream.generate(() -> CompletableFuture.supplyAsync(project::up))
                .limit(3)
                .toList();

        assertThat(runs.stream().map(CompletableFuture::join).map(Report::outcome))
                .containsOnlyOnce(Report.Outcome.DONE);
        assertThat(told()).containsExactly("before", "1 up", "2 up", "after");
    }
}
