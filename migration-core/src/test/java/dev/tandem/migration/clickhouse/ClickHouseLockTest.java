package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.tandem.migration.Command;
import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.DatabaseUnreachableException;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.Report;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.KeeperClickHouse;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.Project;
import dev.tandem.migration.sql.Settings;
import dev.tandem.migration.sql.SqlDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which lock a run takes, and what it refuses. */
class ClickHouseLockTest {
    private static final String TABLE = "CREATE TABLE %s (i UInt64) ENGINE = MergeTree ORDER BY i;\n";

    @TempDir
    Path directory;

    private TestDatabase database;
    private Project project;

    @BeforeEach
    void createDatabase() {
        database = DatabasesForTests.clickhouse();
        project = project(database);
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    private Project project(TestDatabase on) {
        return new Project("clickhouse", on, directory.resolve("migrations"))
                .migration("1_a", TABLE.formatted("a"), "DROP TABLE a;");
    }

    private Project postgres(TestDatabase postgres) {
        return project.with(builder -> builder.lock("postgres:main")
                .lender(SqlDatabase.builder("main").url(postgres.jdbcUrl()).build()));
    }

    private static String comment(TestDatabase on) {
        return Jdbc.strings(
                        on.jdbcUrl(),
                        "SELECT comment FROM system.tables WHERE database = currentDatabase()"
                                + " AND name = 'schema_migrations'")
                .get(0);
    }

    @Test
    void withoutAKeeperItIsALadder() {
        assertThat(project.status().lock().kind()).isEqualTo("auto");

        Report report = project.up();

        assertThat(report.databases().get(0).lock().kind()).isEqualTo("ladder");
        assertThat(comment(database)).isEqualTo("tandem history, layout 1, lock ladder");
        assertThat(project.up().databases().get(0).lock().kind()).isEqualTo("ladder");
        assertThat(project.status().lock().kind()).isEqualTo("ladder");
        assertThat(project.status().lock().holder()).isNull();
        assertThat(project.manager().info().get(0).status().lock().kind()).isEqualTo("ladder");
    }

    @Test
    void withAKeeperItIsARowThatAllServersSee() {
        try (TestDatabase keeper = KeeperClickHouse.database()) {
            Project withKeeper = project(keeper);

            withKeeper.up();

            assertThat(comment(keeper)).isEqualTo("tandem history, layout 1, lock keeper-map");
            assertThat(withKeeper.status().lock().kind()).isEqualTo("keeper-map");
            assertThat(Jdbc.strings(keeper.jdbcUrl(), "SHOW TABLES"))
                    .containsExactly("a", "schema_migrations", "schema_migrations_lock");
        }
    }

    @Test
    void whatTheHistoryRecordsIsTakenEvenWhereAKeeperHasCome() {
        try (TestDatabase keeper = KeeperClickHouse.database()) {
            Project withKeeper = project(keeper).with(builder -> builder.lock("ladder"));
            withKeeper.up();

            Project auto = project(keeper).migration("2_b", TABLE.formatted("b"), "");

            assertThat(auto.up().outcome()).isEqualTo(Report.Outcome.DONE);
            assertThat(Jdbc.strings(keeper.jdbcUrl(), "SHOW TABLES"))
                    .contains("schema_migrations_ladder")
                    .doesNotContain("schema_migrations_lock");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "keeper-map"})
    void aRunThatWouldGoByAnotherLockIsRefusedBeforeItsFirstStatement(String other) {
        project.up();
        project.migration("2_b", TABLE.formatted("b"), "").with(builder -> builder.lock(other));

        assertThatThrownBy(project::up)
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("kept apart by the lock 'ladder'")
                .hasMessageContaining("this one would use '" + other + "'")
                .hasMessageContaining("Set tandem.databases.clickhouse.lock=ladder here, too")
                .hasMessageContaining("MODIFY COMMENT 'tandem history, layout 1, lock " + other + "'");

        assertThat(Jdbc.tables(database.jdbcUrl())).containsExactly("a", "schema_migrations");
    }

    @Test
    void theAdviceForChangingTheLockWorksAsPrinted() {
        project.up();
        project.migration("2_b", TABLE.formatted("b"), "").with(builder -> builder.lock("none"));
        String message = catchThrowableOfType(InvalidConfigurationException.class, project::up)
                .getMessage();

        Jdbc.execute(database.jdbcUrl(), message.substring(message.indexOf("ALTER TABLE")));

        assertThat(project.up().outcome()).isEqualTo(Report.Outcome.DONE);
    }

    @Test
    void whoeverIsToldNothingOfTheLockThatIsBorrowedIsRefused() {
        try (TestDatabase postgres = DatabasesForTests.postgres()) {
            postgres(postgres).up();
        }
        Project auto = project(database).migration("2_b", TABLE.formatted("b"), "");

        assertThatThrownBy(auto::up)
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("kept apart by the lock 'postgres'")
                .hasMessageContaining("Set tandem.databases.clickhouse.lock=postgres:<name> here, too");
        assertThat(project(database).status().current()).isEqualTo(1L);
    }

    @Test
    void aBorrowedLockIsTheSameForAllWhateverTheyCallTheLender() {
        try (TestDatabase postgres = DatabasesForTests.postgres()) {
            postgres(postgres).migration("1_a", "SELECT sleep(3);", "");
            Project other = new Project("other", database, directory.resolve("migrations"))
                    .with(builder -> builder.lock("postgres:pg")
                            .lender(SqlDatabase.builder("pg")
                                    .url(postgres.jdbcUrl())
                                    .build()))
                    .lockWait(Duration.ofMillis(500));
            Thread first = new Thread(project::up);
            first.start();
            await().until(() -> other.status().lock().holder() != null);

            assertThat(other.status().lock().kind()).isEqualTo("postgres");
            assertThatThrownBy(other::up).hasMessageContaining("Another run holds the lock");
            await().atMost(Duration.ofSeconds(20)).until(() -> !first.isAlive());
            assertThat(other.up().outcome()).isEqualTo(Report.Outcome.NOTHING);
        }
    }

    /** Or else the run would wait for itself. */
    @Test
    void theLenderMayBeMigratedInTheSameRun() {
        try (TestDatabase postgres = DatabasesForTests.postgres()) {
            Project relational = new Project("main", postgres, directory.resolve("main"))
                    .migration("1_a", "CREATE TABLE a (i int);", "");
            Report report = MigrationManager.builder()
                    .database(relational.sqlDatabase())
                    .database(postgres(postgres).sqlDatabase())
                    .timeout(Duration.ofSeconds(20))
                    .build()
                    .run(Command.up());

            assertThat(report.steps()).hasSize(2);
            assertThat(comment(database)).isEqualTo("tandem history, layout 1, lock postgres");
        }
    }

    @Test
    void aLenderThatCannotBeReachedIsNamed() {
        project.with(builder -> builder.lock("postgres:main")
                .lender(SqlDatabase.builder("main")
                        .url("jdbc:postgresql://localhost:1/none")
                        .build()));

        assertThatThrownBy(project::up).hasMessageContaining("localhost:1");
        assertThat(Jdbc.tables(database.jdbcUrl())).isEmpty();
    }

    @Test
    void theStatusIsShownWhenTheLenderIsDownAndSaysThatTheLockCannotBeSeen() {
        try (TestDatabase postgres = DatabasesForTests.postgres()) {
            postgres(postgres).up();
        }
        project.migration("2_b", TABLE.formatted("b"), "");

        DatabaseStatus status = project.status();

        assertThat(status.error()).isNull();
        assertThat(status.current()).isEqualTo(1L);
        assertThat(status.pending()).isEqualTo(1);
        assertThat(status.lock().kind()).isEqualTo("postgres");
        assertThat(status.lock().isHeld()).isFalse();
        assertThat(status.lock().unseen()).startsWith("it is kept by main, which cannot be reached: ");
        assertThatThrownBy(project::up)
                .isInstanceOf(DatabaseUnreachableException.class)
                .hasMessageContaining("Its lock is kept by main");
    }

    /** Somebody may be at it whom nobody can see. */
    @Test
    void aRunDoesNotTakeWhatIsHalfDoneForLeftBehindWhenTheLenderIsDown() {
        try (TestDatabase postgres = DatabasesForTests.postgres()) {
            postgres(postgres).migration("1_a", TABLE.formatted("a") + "SELECT throwIf(1) FROM system.one;", "");
            assertThatThrownBy(project::up).isInstanceOf(MigrationException.class);
        }

        assertThatThrownBy(project::up)
                .isInstanceOf(DatabaseUnreachableException.class)
                .hasMessageContaining("Its lock is kept by main");
    }

    @Test
    void withoutALockNoneIsTaken() {
        project.with(builder -> builder.lock("none")).up();

        assertThat(comment(database)).isEqualTo("tandem history, layout 1, lock none");
        assertThat(Jdbc.strings(database.jdbcUrl(), "SHOW TABLES")).containsExactly("a", "schema_migrations");
    }

    @Test
    void whereNoKeeperMapTableCanBeCreatedAskingForOneIsAnError() {
        project.with(builder -> builder.lock("keeper-map"));

        assertThatThrownBy(project::up).hasMessageContaining("keeper_map_path_prefix");
        assertThat(Jdbc.tables(database.jdbcUrl())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "postgres", "postgres:", "KEEPER-MAP", "ladder "})
    void whatIsNoLockIsRefusedByTheNameOfItsProperty(String lock) {
        SqlDatabase.Builder builder =
                SqlDatabase.builder("clickhouse").url(database.jdbcUrl()).lock(lock);

        assertThatThrownBy(builder::build)
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("tandem.databases.clickhouse.lock is set to '" + lock + "'");
    }

    @Test
    void aLeaseThatCannotBeRenewedInTimeIsRefused() {
        SqlDatabase.Builder builder =
                SqlDatabase.builder("clickhouse").url(database.jdbcUrl()).lease(Duration.ofMillis(999));

        assertThatThrownBy(builder::build)
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("999 ms is too short")
                .hasMessageContaining("tandem.lease");
    }

    @Test
    void aClickHouseDatabaseHasNoLockToLend() {
        SqlDatabase other = SqlDatabase.builder("other").url(database.jdbcUrl()).build();
        SqlDatabase.Builder builder = SqlDatabase.builder("clickhouse")
                .url(database.jdbcUrl())
                .lock("postgres:other")
                .lender(other);

        assertThatThrownBy(builder::build)
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("no lock to lend");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:postgresql://localhost/x", "postgres://localhost/x"})
    void postgresKnowsOneLockOnly(String url) {
        SqlDatabase.Builder builder = SqlDatabase.builder("main").url(url).lock("ladder");

        assertThatThrownBy(builder::build)
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("always kept apart by an advisory lock");
    }

    /** No cluster can be run here: the address alone is refused, before anything is created. */
    @Test
    void onSeveralHostsTheTablesOfOneAreNoLock() {
        project.with(builder -> builder.lock("ladder").cluster("main"));

        assertThatThrownBy(project::up)
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("several hosts (the cluster main)")
                .hasMessageContaining("keeper_map_path_prefix")
                .hasMessageContaining("lock=postgres:<name>");
        assertThat(Jdbc.strings(database.jdbcUrl(), "SHOW TABLES")).isEmpty();
        assertThat(ClickHouseAddress.severalHosts(Settings.url("jdbc:clickhouse://u:p@h1:8123,h2:8123/d?x=1")))
                .isEqualTo("h1:8123,h2:8123");
        assertThat(ClickHouseAddress.severalHosts(Settings.url("clickhouse://h1/d")))
                .isNull();
    }

    @Test
    void droppingLeavesTheTablesOfTheLock() {
        project.up();

        project.manager().run(new Command.Drop());

        assertThat(Jdbc.strings(database.jdbcUrl(), "SHOW TABLES")).containsExactly("schema_migrations_ladder");
        assertThat(project.up().outcome()).isEqualTo(Report.Outcome.DONE);
    }

    @Test
    void readingTakesNoLockAndCreatesNothing() {
        project.status();
        project.manager().info();
        project.manager().dryRun(Command.up(), new StringBuilder());
        project.manager().validate(true);

        assertThat(Jdbc.strings(database.jdbcUrl(), "SHOW TABLES")).isEqualTo(List.of());
    }
}
