package dev.tandem.migration.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tandem.migration.Command;
import dev.tandem.migration.Deadline;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.Report;
import dev.tandem.migration.RunCancelledException;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.fault.FaultProxy;
import dev.tandem.migration.fault.FaultProxy.Fate;
import dev.tandem.migration.fault.FaultProxy.Place;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.Project;
import dev.tandem.migration.sql.Settings;
import dev.tandem.migration.sql.SqlDatabase;
import dev.tandem.migration.sql.TransactionalChannel.BatchException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cancel that meets a short statement: the server has done it, and the reply is on its way. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PostgresLateCancelTest {
    private static final String LONG = "DO $$ BEGIN INSERT INTO a VALUES (1); COMMIT; INSERT INTO a VALUES (2); END $$";

    @TempDir
    Path directory;

    private TestDatabase database;
    private Project project;

    @BeforeEach
    void createDatabase() {
        database = DatabasesForTests.postgres();
        project = new Project("postgres", database, directory.resolve("migrations"));
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void theLongOneBehindItOutsideOfATransactionIsNotBegun() throws IOException {
        project.migration("1_a", "CREATE TABLE a (i int);\n" + LONG + ";\nINSERT INTO a VALUES (3);\n", "");

        cancelledAtTheReplyTo("SHOW lock_timeout");

        assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT i FROM a")).isEmpty();
        assertThat(project.states()).containsEntry(1L, MigrationState.RESUMABLE);
        assertGoesOn();
    }

    @Test
    void oneOutsideOfATransactionThatWasDoneIsRecordedAsDone() throws IOException {
        project.migration("1_a", "CREATE TABLE a (i int);\n" + LONG + ";\nINSERT INTO a VALUES (3);\n", "");

        cancelledAtTheReplyTo(LONG);

        assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT i FROM a")).containsExactly("1", "2");
        assertThat(project.states()).containsEntry(1L, MigrationState.RESUMABLE);
        assertGoesOn();
    }

    @Test
    void anotherAttemptAtADirtyOneThatIsCancelledBeforeItIsSentLeavesItDirty() throws IOException {
        project.migration(
                "1_a",
                "SET search_path = public;\nDO $$ BEGIN CREATE TABLE a (i int); COMMIT; PERFORM 1 / 0; END $$;\n",
                "");
        assertThatThrownBy(project::up).isInstanceOf(StatementFailedException.class);

        cancelledAtTheReplyTo("SET search_path = public", new Command.Up(Command.ALL, Command.Resume.RETRY));

        assertThat(project.states()).containsEntry(1L, MigrationState.DIRTY);
    }

    private void assertGoesOn() {
        project.up();
        assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT i FROM a")).containsExactly("1", "2", "3");
    }

    private void cancelledAtTheReplyTo(String sql) throws IOException {
        cancelledAtTheReplyTo(sql, Command.up());
    }

    private void cancelledAtTheReplyTo(String sql, Command command) throws IOException {
        try (FaultProxy proxy = FaultProxy.postgres(database.jdbcUrl())) {
            MigrationManager manager = manager(proxy);
            atTheReplyTo(sql, proxy, manager::cancel);

            assertThatThrownBy(() -> manager.run(command)).isInstanceOf(RunCancelledException.class);

            assertThat(proxy.hasStruck()).isTrue();
        }
    }

    private MigrationManager manager(FaultProxy proxy) {
        SqlDatabase proxied = SqlDatabase.builder("postgres")
                .url(proxy.url())
                .paths(List.of(project.folder().toString()))
                .build();
        return MigrationManager.builder().database(proxied).build();
    }

    /** Does something, and hands the reply on when the server has been asked to cancel. */
    private static void atTheReplyTo(String sql, FaultProxy proxy, Runnable cancelling) {
        proxy.at(0, new FaultProxy.Fault() {
            @Override
            public boolean suits(Place place) {
                // The server answers once it has done all that was sent together.
                return place == Place.BEFORE_REPLY
                        && proxy.requests().stream().anyMatch(request -> request.contains(sql));
            }

            @Override
            public Fate strike(Place place) {
                cancelling.run();
                await().until(PostgresLateCancelTest::isServerAsked);
                return Fate.GO_ON;
            }
        });
    }

    @Test
    void aMigrationsOwnTimeoutThatPassesWhileItIsCommittedIsNotTheNextOnes() throws IOException {
        project.migration("1_a", "CREATE TABLE a (i int);", "");
        project.up();
        project.migration("2_b", "-- tandem:timeout 2s\nINSERT INTO a VALUES (2);", "");
        project.migration("3_c", "INSERT INTO a VALUES (3);", "");
        try (FaultProxy proxy = FaultProxy.postgres(database.jdbcUrl())) {
            atTheReplyTo("COMMIT", proxy, () -> {});

            assertThat(manager(proxy).run(Command.up()).outcome()).isEqualTo(Report.Outcome.DONE);

            assertThat(proxy.hasStruck()).isTrue();
        }
        assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT i FROM a")).containsExactly("2", "3");
    }

    private static boolean isServerAsked() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().equals("tandem-cancel"))
                .flatMap(thread -> Arrays.stream(thread.getValue()))
                .anyMatch(frame -> frame.getMethodName().equals("cancelQuery"));
    }

    /** Triggers that were put off may make it a long one. */
    @Test
    void aCommitIsNotBegunAnyMoreEither() throws SQLException, BatchException {
        Jdbc.execute(database.jdbcUrl(), "CREATE TABLE a (i int)");
        PostgresDialect dialect = new PostgresDialect();
        try (Deadline never = Deadline.never();
                PostgresChannel channel =
                        PostgresChannel.open(dialect, Settings.url(database.jdbcUrl()), "late", never)) {
            channel.send(List.of("INSERT INTO a VALUES (1)"));
            channel.cancel();

            assertThatThrownBy(channel::commit).hasMessage("Cancelled before it was sent.");

            channel.rollback();
            channel.updateAll(List.of("INSERT INTO a VALUES (2)"));
            assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT i FROM a")).containsExactly("2");
        }
    }
}
