package dev.tandem.migration.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tandem.migration.Report;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClickHouseHookTest extends HookContract {

    @Override
    TestDatabase newDatabase() {
        return DatabasesForTests.clickhouse();
    }

    @Override
    String createTable() {
        return "CREATE TABLE IF NOT EXISTS told (n UInt64, w String) ENGINE = MergeTree ORDER BY n";
    }

    @Test
    void theirStatementsBearTheMarksOfTheRun() {
        project.write(
                "before_up.sql",
                "INSERT INTO told SELECT 0, getSetting('log_comment');\n"
                        + "INSERT INTO told SELECT 1, query_id FROM system.processes WHERE query LIKE '%told SELECT 1%';\n");

        Report report = project.up();

        assertThat(told().get(0)).startsWith("tandem ").endsWith(" " + report.runId() + "-1-before_up-1");
        assertThat(told()).contains(report.runId() + "-1-before_up-2");
    }

    @Test
    void whatIsSetHoldsForTheRestOfTheHookOnly() {
        project.write(
                        "before_up.sql",
                        "SET max_threads = 1;\nINSERT INTO told SELECT 0, toString(getSetting('max_threads'));\n")
                .write("1_a.up.sql", "INSERT INTO told SELECT 1, toString(getSetting('max_threads'));");

        project.up();

        assertThat(told().get(0)).isEqualTo("1");
        assertThat(told().get(1)).isNotEqualTo("1");
    }

    @Test
    void aStatementWhoseEffectsCannotBeToldSaysWhereToLook() {
        project.write(
                "before_up.sql",
                tell("before") + "INSERT INTO told SELECT throwIf(number = 3, 'no'), '' FROM numbers(5);\n");

        assertThatThrownBy(project::up)
                .isInstanceOf(StatementFailedException.class)
                .hasMessageContaining(
                        "The statement before it is done and stays. What this one has left cannot be told from"
                                + " here: look at the rows of `told`.");
        assertThat(told()).startsWith("before");
    }

    @Test
    void oneWhoseProcessWasKilledIsEndedAndBegunAnew() throws InterruptedException {
        project.write(
                "before_up.sql",
                tell("before") + "SELECT sleepEachRow(1) FROM numbers(60) SETTINGS max_block_size = 1;\n"
                        + tell("behind"));
        kill();
        project.write("before_up.sql", tell("before") + tell("behind"));

        project.up();

        assertThat(running()).isZero();
        assertThat(told()).containsExactly("before", "before", "behind", "1 up", "2 up", "after");
    }

    @Test
    void whatTheServerCannotReadOfThemIsFoundByValidating() {
        project.write("before_up.sql", "SELEC 1;\n");

        assertThat(project.manager().validate(true).stream()
                        .map(finding -> finding.failure().describe()))
                .anyMatch(text -> text.contains("before_up.sql:1"));
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
