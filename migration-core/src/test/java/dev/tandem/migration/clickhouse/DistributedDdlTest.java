package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.migration.Deadline;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * ON CLUSTER has no queue on the embedded server: a table of the test's with the same columns stands in its place, and the
 * question is sent with its name in it.
 */
class DistributedDdlTest {
    private final SQLException timeout = new SQLException("Distributed DDL task is not finished", "HY000", 159);

    private TestDatabase database;
    private Deadline deadline;

    @BeforeEach
    void createQueue() {
        deadline = Deadline.in(Duration.ofSeconds(1));
        database = DatabasesForTests.clickhouse();
        Jdbc.execute(
                database.jdbcUrl(),
                "CREATE TABLE ddl_queue AS system.distributed_ddl_queue ENGINE = Memory",
                row("one", "Finished", 0, "another-1-1-1"));
    }

    @AfterEach
    void dropDatabase() {
        deadline.close();
        database.close();
    }

    @Test
    void isDoneWhenEveryHostIs() throws SQLException {
        Jdbc.execute(
                database.jdbcUrl(), row("one", "Finished", 0, "run-1-2-3"), row("two", "Finished", 0, "run-1-2-3"));

        assertThat(ddl().isDone()).isTrue();
        ddl().await(timeout);
    }

    @Test
    void aHostThatFailsIsNamed() throws SQLException {
        Jdbc.execute(
                database.jdbcUrl(), row("one", "Finished", 0, "run-1-2-3"), row("two", "Finished", 57, "run-1-2-3"));

        assertThat(ddl().isDone()).isFalse();
        assertThat((Throwable) catchThrowableOfType(SQLException.class, () -> ddl().await(timeout)))
                .hasMessageContaining("two (broken)")
                .hasMessageNotContaining("one (")
                .hasCause(timeout);
    }

    @Test
    void aHostThatIsNotDoneByTheDeadlineIsNamed() throws SQLException {
        Jdbc.execute(database.jdbcUrl(), row("one", "Finished", 0, "run-1-2-3"), row("two", "Active", 0, "run-1-2-3"));

        assertThat(ddl().isDone()).isFalse();
        assertThat((Throwable) catchThrowableOfType(SQLException.class, () -> ddl().await(timeout)))
                .hasMessageContaining("two (Active)");
    }

    @Test
    void whatTheQueueDoesNotKnowIsNotDone() throws SQLException {
        assertThat(ddl().isDone()).isFalse();
        assertThat((Throwable) catchThrowableOfType(SQLException.class, () -> ddl().await(timeout)))
                .hasMessageContaining("does not know the statement");
    }

    private DistributedDdl ddl() {
        Asker asker = sql -> Jdbc.strings(database.jdbcUrl(), sql.replace("system.distributed_ddl_queue", "ddl_queue"));
        return new DistributedDdl(new ClickHouseDialect(), "run-1-2-3", asker, deadline::hasEnded);
    }

    private static String row(String host, String status, int code, String queryId) {
        return "INSERT INTO ddl_queue (host, status, exception_code, exception_text, settings) VALUES ('" + host
                + "', '" + status + "', " + code + ", 'broken', {'log_comment': 'tandem d.schema_migrations " + queryId
                + "'})";
    }
}
