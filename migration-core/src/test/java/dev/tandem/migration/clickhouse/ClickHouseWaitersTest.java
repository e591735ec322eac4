package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.tandem.migration.Command;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.Script;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.Step;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.Project;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that wait for one that fails, where ClickHouse is all there is. */
class ClickHouseWaitersTest {
    private static final String TABLE = "CREATE TABLE a (i UInt64) ENGINE = MergeTree ORDER BY i;\n";

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void threeWaitersDoNotTryAgainWhatFailed(boolean rollback) {
        try (TestDatabase database = DatabasesForTests.clickhouse()) {
            Project project = new Project("clickhouse", database, directory.resolve("migrations"))
                    .with(builder -> builder.lock("ladder"))
                    .migration(
                            "1_a",
                            TABLE + "SELECT sleepEachRow(1) FROM numbers(3) SETTINGS max_block_size = 1;",
                            "DROP TABLE a;")
                    .migration("2_wrong", "CREATE TABLE a;", "SELECT 1;");
            Listener first = new Listener();
            CompletableFuture<MigrationException> failing = up(project, rollback, first);
            await().atMost(Duration.ofSeconds(20)).until(() -> !first.begun.isEmpty());
            List<Listener> waiting = List.of(new Listener(), new Listener(), new Listener());
            List<CompletableFuture<MigrationException>> waiters = waiting.stream()
                    .map(listener -> up(project, rollback, listener))
                    .toList();

            MigrationException failure = failing.join();

            assertThat(failure).isInstanceOf(StatementFailedException.class);
            for (CompletableFuture<MigrationException> waiter : waiters) {
                assertThat(waiter.join())
                        .isInstanceOf(StatementFailedException.class)
                        .hasMessageContaining(
                                "Failed in run " + failure.report().runId())
                        .hasMessageContaining("not tried again");
            }
            assertThat(waiting).allSatisfy(listener -> {
                assertThat(listener.waited).isNotEmpty();
                assertThat(listener.begun).isEmpty();
            });
            assertThat(Jdbc.number(database.jdbcUrl(), "SELECT count() FROM schema_migrations WHERE state = 'failed'"))
                    .isEqualTo(1);
            assertThat(Jdbc.tables(database.jdbcUrl()).contains("a")).isEqualTo(!rollback);
        }
    }

    private static CompletableFuture<MigrationException> up(Project project, boolean rollback, Listener listener) {
        MigrationManager manager = MigrationManager.builder()
                .database(project.sqlDatabase())
                .rollbackOnFailure(rollback)
                .listener(listener)
                .build();
        return CompletableFuture.supplyAsync(
                () -> catchThrowableOfType(MigrationException.class, () -> manager.run(Command.up())),
                task -> new Thread(task).start());
    }

    private static final class Listener implements MigrationListener {
        private final List<Step> begun = Collections.synchronizedList(new ArrayList<>());
        private final List<Duration> waited = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void stepStarted(Step step, Script script) {
            begun.add(step);
        }

        @Override
        public void lockAwaited(String database, @Nullable String holder, Duration time) {
            waited.add(time);
        }
    }
}
