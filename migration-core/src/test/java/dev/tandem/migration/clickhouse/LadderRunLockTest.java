package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.migration.Report;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LadderRunLockTest extends RunLockContract {

    @Override
    TestDatabase newDatabase() {
        return DatabasesForTests.clickhouse();
    }

    @Override
    String lock() {
        return "ladder";
    }

    @Override
    String lender() {
        return "";
    }

    /** It reads the history to tell how it ended, and finds there a statement whose end nobody has seen: that of the next run. */
    @Test
    void aStoppedProcessThatWakesUpDoesNotEndTheStatementOfTheNext() throws Exception {
        project()
                .migration(
                        "1_a",
                        "CREATE TABLE a (i UInt64) ENGINE = MergeTree ORDER BY i;\n"
                                + "SELECT sleepEachRow(1) FROM numbers(3) SETTINGS max_block_size = 1;\n"
                                + "INSERT INTO a SELECT sleepEachRow(1) FROM numbers(8) SETTINGS max_block_size = 1;\n",
                        "");
        Process process = start(directory().resolve("output"));
        try {
            awaitSleeping();
            signal(process, "STOP");
            CompletableFuture<Report> next = CompletableFuture.supplyAsync(this::up, task -> new Thread(task).start());
            await().atMost(Duration.ofSeconds(60)).until(() -> inserting() > 0);
            signal(process, "CONT");
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

            assertThat(process.exitValue()).isEqualTo(1);
            assertThat(next.join().outcome()).isEqualTo(Report.Outcome.DONE);
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(rows()).isEqualTo(8);
    }
}
