package dev.tandem.sample.process;

import static java.time.Duration.between;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A migration that takes longer than the application may take to start. */
class DeadlineIT {

    @RegisterExtension
    final Sample sample = new Sample();

    @BeforeEach
    void writeWhatIsFast() {
        sample.write("postgres/000001_fast.up.sql", "CREATE TABLE fast (n int);");
        sample.write("clickhouse/000001_fast.up.sql", "CREATE TABLE fast (n UInt64) ENGINE = MergeTree ORDER BY n;");
    }

    @Test
    void theStatementIsEndedInPostgres() {
        sample.write("postgres/000002_slow.up.sql", "SELECT pg_sleep(600);");
        endsInTime("postgres", "SELECT pg_sleep(600)");
        assertThat(sample.inPostgres("SELECT query FROM pg_stat_activity WHERE datname = current_database()"
                        + " AND pid <> pg_backend_pid()"))
                .isEmpty();
    }

    @Test
    void theStatementIsEndedInClickhouse() {
        sample.write(
                "clickhouse/000002_slow.up.sql",
                "SELECT sleepEachRow(1) FROM numbers(600) SETTINGS max_block_size = 1;");
        endsInTime("clickhouse", "SELECT sleepEachRow(1) FROM numbers(600)");
        assertThat(sample.inClickhouse("SELECT query FROM system.processes WHERE current_database = currentDatabase()"
                        + " AND query LIKE '%sleepEachRow%' AND query NOT LIKE '%system.processes%'"))
                .isEmpty();
    }

    private void endsInTime(String database, String sql) {
        SampleProcess application = sample.start(sample.ownFiles("--tandem.timeout=3s"));
        assertThat(application.result().endedWith(1).out())
                .containsSubsequence(
                        "APPLICATION FAILED TO START",
                        database + " 2: ",
                        "The deadline of 3s passed",
                        "statement 1: " + sql,
                        "Applied before:",
                        database + " 1 fast",
                        "Action:",
                        "more time (tandem.timeout")
                .as("it was the time that was too short")
                .doesNotContainIgnoringCase("mend");
        assertThat(between(application.loggedAt("Migrating postgres"), application.loggedAt("FailureAnalysisReporter")))
                .isBetween(ofSeconds(2), ofSeconds(6));
    }
}
