package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.tandem.migration.Command;
import dev.tandem.migration.HistoryMismatchException;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.Project;
import dev.tandem.migration.sql.Settings;
import dev.tandem.migration.sql.SqlDatabase;
import dev.tandem.migration.sql.TableLocation;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may have changed while a run waited for its lock. */
class ClickHouseLockWaitTest {
    private static final String TABLE = "CREATE TABLE %s (i UInt64) ENGINE = MergeTree ORDER BY i;\n";

    @TempDir
    Path directory;

    private final CountDownLatch waiting = new CountDownLatch(1);
    private TestDatabase database;
    private LockConnection connection;
    private Project project;

    @BeforeEach
    void createDatabase() {
        database = DatabasesForTests.clickhouse();
        connection = new LockConnection(ClickHouseAddress.of(Settings.url(database.jdbcUrl())));
        project = new Project("clickhouse", database, directory.resolve("migrations"))
                .migration("1_a", TABLE.formatted("a"), "");
        project.up();
        project.migration("2_b", TABLE.formatted("b"), "").listener(new MigrationListener() {
            @Override
            public void lockAwaited(String locked, @Nullable String holder, Duration waited) {
                waiting.countDown();
            }
        });
    }

    @AfterEach
    void close() {
        connection.close();
        database.close();
    }

    /** Has a run wait for the lock, does something meanwhile, and lets it have the lock. */
    private @Nullable MigrationException waitWhile(String... statements) throws SQLException, InterruptedException {
        LadderStore store = new LadderStore(
                new ClickHouseDialect(),
                connection,
                new TableLocation(database.name(), "schema_migrations", true, null));
        Duration lease = Duration.ofMinutes(1);
        Lease held = store.replace(store.read(), "run another", lease);
        CompletableFuture<MigrationException> run = CompletableFuture.supplyAsync(
                () -> catchThrowableOfType(MigrationException.class, project::up), task -> new Thread(task).start());
        waiting.await();
        Jdbc.execute(database.jdbcUrl(), statements);
        store.replace(held, "", lease);
        return run.join();
    }

    @Test
    void aHistoryThatWasDroppedIsCreatedAgain() throws SQLException, InterruptedException {
        assertThat(waitWhile("DROP TABLE schema_migrations", "DROP TABLE a")).isNull();

        assertThat(project.status().current()).isEqualTo(2L);
    }

    @Test
    void aHistoryWhoseRunsGoByAnotherLockByNowIsRefused() throws SQLException, InterruptedException {
        assertThat(waitWhile("ALTER TABLE schema_migrations MODIFY COMMENT 'tandem history, layout 1, lock none'"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("kept apart by the lock 'none'");
        assertThat(project.status().current()).isEqualTo(1L);
    }

    @Test
    void aLockThatThisVersionDoesNotKnowIsRespected() {
        Jdbc.execute(
                database.jdbcUrl(),
                "ALTER TABLE schema_migrations MODIFY COMMENT 'tandem history, layout 1, lock quorum'");

        assertThatThrownBy(project::up)
                .isInstanceOf(HistoryMismatchException.class)
                .hasMessageContaining("lock quorum");
        assertThat(project.status().current()).isEqualTo(1L);
    }

    @Test
    void aTableThatIsNoLadderIsNotTakenForAHeldLock() {
        Jdbc.execute(
                database.jdbcUrl(),
                "DROP TABLE schema_migrations_ladder",
                "CREATE TABLE schema_migrations_ladder (y UInt8) ENGINE = Null");

        assertThatThrownBy(() -> project.lockWait(Duration.ofSeconds(1)).up())
                .hasMessageContaining("schema_migrations_ladder` is there and has no rung")
                .hasMessageNotContaining("cannot be reached");
    }

    @Test
    void aRunDoesNotWaitForItself() {
        try (TestDatabase postgres = DatabasesForTests.postgres();
                TestDatabase clickhouse = DatabasesForTests.clickhouse()) {
            MigrationManager manager = MigrationManager.builder()
                    .database(borrowing("one", clickhouse, postgres))
                    .database(borrowing("two", clickhouse, postgres))
                    .timeout(Duration.ofSeconds(20))
                    .build();

            assertThatThrownBy(() -> manager.run(Command.up()))
                    .isInstanceOf(InvalidConfigurationException.class)
                    .hasMessageContaining("would wait for itself");
            await().atMost(Duration.ofSeconds(10))
                    .until(() ->
                            Jdbc.number(postgres.jdbcUrl(), "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
                                    == 0);
        }
    }

    private SqlDatabase borrowing(String name, TestDatabase on, TestDatabase postgres) {
        Project borrowing = new Project(name, on, directory.resolve(name))
                .migration("1_" + name, TABLE.formatted(name), "")
                .with(builder -> builder.lock("postgres:main")
                        .lender(SqlDatabase.builder("main")
                                .url(postgres.jdbcUrl())
                                .build()));
        return borrowing.sqlDatabase();
    }
}
