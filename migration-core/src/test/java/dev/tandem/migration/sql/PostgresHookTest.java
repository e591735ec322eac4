package dev.tandem.migration.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.tandem.migration.Command;
import dev.tandem.migration.DeadlineExceededException;
import dev.tandem.migration.Hook;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.LostLockException;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.Script;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresHookTest extends HookContract {

    @Override
    TestDatabase newDatabase() {
        return DatabasesForTests.postgres();
    }

    @Override
    String createTable() {
        return "CREATE TABLE IF NOT EXISTS told (n bigint, w text)";
    }

    /** Somebody writes the history just before a hook is executed. */
    private MigrationListener intruder(Hook victim) {
        return new MigrationListener() {
            @Override
            public void hookStarted(String name, Hook hook, Script script) {
                if (hook == victim) {
                    Jdbc.execute(
                            database.jdbcUrl(),
                            "INSERT INTO schema_migrations (seq, fence, run_id, applied_by, at, duration_ms, version, name,"
                                    + " action, state, statement, statements, fingerprint, script, effects)"
                                    + " SELECT coalesce(max(seq), 0) + 1, 99, 'x', 'x', now(), 0, 9, 'x', 'up', 'applied', 0,"
                                    + " 0, '', '', 'none' FROM schema_migrations");
                }
            }
        };
    }

    @Test
    void eachIsOneTransaction() {
        project.write("before_up.sql", tell("before") + WRONG);

        assertThatThrownBy(project::up)
                .isInstanceOf(StatementFailedException.class)
                .hasMessageContaining("Nothing of it is left in the database.");

        assertThat(told()).isEmpty();
    }

    @Test
    void oneThatCannotBeATransactionIsExecutedStatementByStatement() {
        project.write(
                "before_up.sql",
                "CREATE INDEX CONCURRENTLY IF NOT EXISTS told_n ON told (n);\n" + tell("one") + "BEGIN;\n" + tell("two")
                        + tell("three") + "COMMIT;\nVACUUM told;\n");

        project.up();
        assertThat(told()).startsWith("one", "two", "three", "1 up");

        project.migration("3_c", tell("3 up"), "")
                .write(
                        "before_up.sql",
                        "VACUUM told;\n" + tell("again") + "BEGIN;\n" + tell("gone") + WRONG + "COMMIT;\n");
        StatementFailedException failed = catchThrowableOfType(StatementFailedException.class, project::up);
        assertThat(failed.failure().statement()).isEqualTo(5);
        assertThat(failed).hasMessageContaining("The 2 statements before it are done and stay.");
        assertThat(told()).endsWith("again");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "VACUUM told;\n"})
    void nothingIsExecutedWhenSomebodyHasWrittenTheHistoryMeanwhile(String outside) {
        project.write("before_up.sql", outside + tell("before")).listener(intruder(Hook.BEFORE_UP));

        assertThatThrownBy(project::up)
                .isInstanceOf(LostLockException.class)
                .hasMessageContaining("before_up.sql failed: ")
                .hasMessageContaining("Another run has written the history meanwhile");

        assertThat(told()).isEmpty();
    }

    @Test
    void whatTheyLeaveInTheSessionReachesNoMigration() {
        project.write("before_up.sql", "CREATE TEMP TABLE told (n int, w text);\nSET search_path = pg_temp;\n");
        project.write("after_up.sql", "SET SESSION AUTHORIZATION DEFAULT;\nSET ROLE pg_monitor;\n");

        project.up();

        assertThat(told()).containsExactly("1 up", "2 up");
        assertThat(project.states()).containsEntry(2L, MigrationState.APPLIED);
    }

    @Test
    void theyArePartOfTheOneTransactionOfARun() {
        project.with(builder -> builder.transaction(TransactionScope.ALL));
        project.write("after_up.sql", tell("after") + WRONG);

        StatementFailedException failed = catchThrowableOfType(StatementFailedException.class, project::up);

        assertThat(failed)
                .hasMessageStartingWith("main: after_up.sql failed: ")
                .hasMessageContaining("Nothing is left in the database of all 2 migrations of this run, 1 a to 2 b");
        assertThat(failed.report().steps())
                .extracting(result -> result.outcome().name())
                .containsOnly("TAKEN_BACK");
        assertThat(failed.report().steps())
                .allMatch(result -> !result.duration().isNegative());
        assertThat(told()).isEmpty();
        assertThat(project.states()).containsEntry(1L, MigrationState.PENDING);

        project.write("after_up.sql", tell("after"));
        project.up();
        assertThat(told()).containsExactly("before", "1 up", "2 up", "after");
        assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT DISTINCT xmin::text FROM told"))
                .hasSize(1);
    }

    @Test
    void aDryRunOfOneTransactionShowsThemWithinIt() {
        project.with(builder -> builder.transaction(TransactionScope.ALL));
        StringBuilder text = new StringBuilder();

        project.manager().dryRun(Command.up(), text);

        assertThat(text.indexOf("BEGIN;")).isLessThan(text.indexOf("before_up.sql"));
        assertThat(text.indexOf("COMMIT;")).isGreaterThan(text.indexOf("'after'"));
        assertThat(text.toString().split("COMMIT;", -1)).hasSize(2);
    }

    @Test
    void oneThatCannotBeInTheOneTransactionIsRefused() {
        project.with(builder -> builder.transaction(TransactionScope.ALL));
        project.write("after_up.sql", "VACUUM told;\n");

        assertThatThrownBy(project::up)
                .isInstanceOf(InvalidMigrationException.class)
                .hasMessageContaining("after_up.sql cannot be in one transaction with others");
        assertThat(told()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', The deadline of 2s passed during before_up.sql",
        "-- tandem:timeout 1s, The migration's own timeout of 1s"
    })
    void oneThatTakesTooLongIsCancelledInTheServer(String directive, String reason) {
        project.write("before_up.sql", directive + "\nSELECT pg_sleep(60);\n").timeout(Duration.ofSeconds(2));

        assertThatThrownBy(project::up)
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessageContaining(reason)
                .hasMessageContaining("before_up.sql failed: ")
                .hasMessageContaining("No migration went forward on main in this run.");
        assertThat(told()).isEmpty();
    }

    @Test
    void oneThatFindsALockTakenIsTriedAgain() throws SQLException {
        project.write("before_up.sql", "LOCK TABLE told IN ACCESS EXCLUSIVE MODE;\n" + tell("before"))
                .with(builder -> builder.lockTimeout(Duration.ofMillis(200)));
        List<String> waited = new ArrayList<>();
        try (Connection other = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE told");
            project.listener(new MigrationListener() {
                @Override
                public void lockAwaited(String name, String holder, Duration time) {
                    waited.add(name);
                    try {
                        other.rollback();
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                }
            });

            project.up();
        }

        assertThat(waited).contains("main");
        assertThat(told()).containsExactly("before", "1 up", "2 up", "after");
    }

    @Test
    void oneWhoseProcessWasKilledLeavesNothingAndIsBegunAnew() throws InterruptedException {
        project.write("before_up.sql", tell("before") + "SELECT pg_sleep(60);\n");
        Process process = MigratingProcess.start(project);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> Jdbc.number(
                                database.jdbcUrl(),
                                "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname ="
                                        + " current_database()")
                        > 0);
        process.destroyForcibly().waitFor();
        project.write("before_up.sql", tell("before"));

        project.up();

        assertThat(told()).containsExactly("before", "1 up", "2 up", "after");
    }
}
