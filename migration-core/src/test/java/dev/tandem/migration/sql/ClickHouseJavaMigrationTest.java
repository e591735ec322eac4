package dev.tandem.migration.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.clickhouse.jdbc.ConnectionImpl;
import com.clickhouse.jdbc.StatementImpl;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.JavaCode;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ClickHouseJavaMigrationTest extends JavaMigrationContract {
    @Override
    TestDatabase newDatabase() {
        return DatabasesForTests.clickhouse();
    }

    @Override
    String createTable() {
        return "CREATE TABLE t (n UInt64) ENGINE = MergeTree ORDER BY n;";
    }

    @Override
    String endless() {
        return "SELECT sleepEachRow(1) FROM numbers(100) SETTINGS max_block_size = 1";
    }

    @Override
    JavaCode once(JavaCode.Task task) {
        return JavaCode.outsideTransaction(task);
    }

    @Test
    void thereIsNoTransactionToRunIn() {
        java(Java.up(2, "numbers", JavaCode.inTransaction(insert(1))));

        assertThatThrownBy(() -> project.up())
                .isInstanceOf(InvalidMigrationException.class)
                .hasMessageContaining("ClickHouse has no transactions");
        assertThat(Jdbc.tables(database.jdbcUrl())).doesNotContain("t");
    }

    @Test
    void itsStatementsAreMarkedAsTheRuns() {
        List<String> marks = new ArrayList<>();
        java(Java.up(2, "marks", JavaCode.outsideTransaction(context -> {
            for (int i = 0; i < 2; i++) {
                marks.addAll(context.jdbc()
                        .sql("SELECT Settings['log_comment'] FROM system.processes WHERE query LIKE '%log_comment%'")
                        .query(String.class)
                        .list());
            }
        })));
        String runId = project.up().runId();

        assertThat(marks)
                .containsExactly(
                        "tandem " + database.name() + ".schema_migrations " + runId + "-1-2-1-1",
                        "tandem " + database.name() + ".schema_migrations " + runId + "-1-2-1-2");
    }

    @Test
    void parametersAreFilledIn() {
        java(Java.up(
                2,
                "numbers",
                JavaCode.outsideTransaction(context ->
                        context.jdbc().sql("INSERT INTO t VALUES (?)").param(7).update())));
        project.up();

        assertThat(numbers()).containsExactly("7");
    }

    @Test
    void whatItsMutationsDoIsDoneBehindIt() {
        java(Java.up(2, "mutation", JavaCode.outsideTransaction(context -> {
            insert(context, 1);
            context.jdbc().sql("ALTER TABLE t DELETE WHERE n = 1").update();
        })));
        project.up();

        assertThat(numbers()).isEmpty();
    }

    @Test
    void itsConnectionCannotBeUnwrapped() {
        java(Java.up(
                2,
                "unwrapped",
                JavaCode.outsideTransaction(context -> context.connection().unwrap(ConnectionImpl.class))));

        assertThatThrownBy(() -> project.up()).hasMessageContaining("cannot be unwrapped");
    }

    @Test
    void neitherCanItsStatements() {
        java(Java.up(2, "unwrapped", JavaCode.outsideTransaction(context -> {
            try (Statement statement = context.connection().createStatement()) {
                statement.unwrap(StatementImpl.class);
            }
        })));

        assertThatThrownBy(() -> project.up()).hasMessageContaining("cannot be unwrapped");
    }

    @Test
    void itsStatementsLeadBackToTheConnectionThatItWasGiven() {
        List<Boolean> same = new ArrayList<>();
        java(Java.up(2, "same", JavaCode.outsideTransaction(context -> {
            try (Statement statement = context.connection().createStatement()) {
                same.add(statement.getConnection() == context.connection());
            }
        })));
        project.up();

        assertThat(same).containsExactly(true);
    }

    @Test
    void aBatchThatFailsLeavesNobodyKnowsWhatUnlessItMayRunAgain() {
        java(Java.up(2, "numbers", JavaCode.inBatches((context, cursor) -> {
            String next = next(context, cursor, 3);
            if ("2".equals(next)) {
                throw new IllegalStateException("no such luck");
            }
            return next;
        })));

        assertThatThrownBy(() -> project.up()).hasMessageContaining("--resume retry");
        assertThat(project.states()).containsEntry(2L, MigrationState.DIRTY);
    }

    @Test
    void theLatestCursorIsThatOfTheLatestHolderOfTheLock() {
        AtomicBoolean mended = new AtomicBoolean();
        java(Java.up(
                2,
                "numbers",
                JavaCode.inBatches((context, cursor) -> {
                            if ("2".equals(cursor) && !mended.get()) {
                                throw new IllegalStateException("no such luck");
                            }
                            return next(context, cursor, 3);
                        })
                        .asIdempotent()));
        assertThatThrownBy(() -> project.up()).hasMessageContaining("no such luck");
        // Of a run that had lost its lock, and did not know it yet.
        Jdbc.execute(
                database.jdbcUrl(),
                "INSERT INTO schema_migrations SELECT * REPLACE (fence - 1 AS fence, seq + 50 AS seq, '1' AS cursor,"
                        + " 'another' AS run_id) FROM (SELECT * FROM schema_migrations WHERE cursor = '2')");

        mended.set(true);
        project.up();
        assertThat(numbers()).containsExactly("1", "2", "3");
    }
}
