package dev.tandem.migration.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.Command;
import dev.tandem.migration.DatabaseUnreachableException;
import dev.tandem.migration.LostLockException;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.embedded.RestartableClickHouse;
import dev.tandem.migration.embedded.RestartablePostgres;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.fault.FaultProxy.Fate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server is killed ({@code kill -9}) at moments of a run, and started again. The run fails and says why, or finds the
 * server again; the next one brings everything to its end.
 */
class ServerCrashTest {

    @TempDir
    Path directory;

    private final Tally tally = new Tally();

    /** A server that can crash. */
    private interface Server {
        TestDatabase create(String name);

        void crash() throws IOException, InterruptedException;

        void restart() throws IOException, InterruptedException;
    }

    @Test
    void postgres() throws Exception {
        try (RestartablePostgres server = RestartablePostgres.startDurable()) {
            crashes(CountedDatabases.POSTGRES, "4-postgres", "kill -9 of the server: PostgreSQL", new Server() {
                @Override
                public TestDatabase create(String name) {
                    return server.create(name);
                }

                @Override
                public void crash() throws IOException {
                    server.crash();
                }

                @Override
                public void restart() throws IOException, InterruptedException {
                    server.restart();
                }
            });
        }
    }

    @Test
    void clickhouse() throws Exception {
        try (RestartableClickHouse server = RestartableClickHouse.start()) {
            crashes(CountedDatabases.CLICKHOUSE, "4-clickhouse", "kill -9 of the server: ClickHouse", new Server() {
                @Override
                public TestDatabase create(String name) {
                    return server.create(name);
                }

                @Override
                public void crash() throws InterruptedException {
                    server.crash();
                }

                @Override
                public void restart() throws IOException, InterruptedException {
                    server.restart();
                }
            });
        }
    }

    private void crashes(String database, String name, String what, Server server) throws Exception {
        FaultTable row = FaultTable.row(name, what);
        int times = FaultTable.times(10, 1);
        int moments;
        CountedDatabases.Schemas undisturbed;
        try (CountedDatabases databases = databases(server, "undisturbed");
                FaultProxy proxy = proxy(databases, database)) {
            through(databases, database, proxy).manager().run(Command.up());
            moments = proxy.moments().size();
            undisturbed = databases.schemas();
        }
        for (int i = 0; i < times; i++) {
            int moment = (int) ((i + 0.5) * moments / times);
            while (!crashed(database, server, moment, undisturbed)) {
                tally.add("missed");
                moment = moment / 2;
            }
        }

        assertThat(tally.of("crashes")).isEqualTo(times);
        row.count("crashes", tally.of("crashes"))
                .count("missed and repeated", tally.of("missed"))
                .count("runs that failed", tally.of("failed"))
                .count("runs after them", tally.of("runs"))
                .count("statements counted", tally.of("statements"))
                .count("doubled", tally.of("doubled"))
                .count("lost", tally.of("lost"))
                .count("dirty and done", tally.of(database + " dirty and done"))
                .count("dirty and not done", tally.of(database + " dirty and not done"))
                .passed();
    }

    private boolean crashed(String database, Server server, int moment, CountedDatabases.Schemas undisturbed)
            throws IOException, InterruptedException {
        try (CountedDatabases databases = databases(server, "at_" + moment);
                FaultProxy proxy = proxy(databases, database)) {
            CountDownLatch crashed = new CountDownLatch(1);
            proxy.at(moment, place -> {
                server.crash();
                crashed.countDown();
                return Fate.CUT;
            });
            MigrationSettings settings = through(databases, database, proxy);
            FaultyRun run = FaultyRun.start(settings, crashed::countDown);
            crashed.await();
            if (!proxy.hasStruck()) {
                return false;
            }
            server.restart();
            tally.add("crashes");
            assertTold(database, run.await().failed());
            databases.finish(Map.of(database, proxy));
            databases.assertExact(undisturbed);
            return true;
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(database + " crashed at moment " + moment, e);
        }
    }

    private void assertTold(String database, @Nullable MigrationException failed) {
        if (failed == null) {
            return;
        }
        tally.add("failed");
        assertThat(failed)
                .isInstanceOfAny(
                        StatementFailedException.class, DatabaseUnreachableException.class, LostLockException.class)
                .hasMessageMatching("(?is).*(connection|I/O error|failed to respond|cannot be reached|starting up).*");
        assertThat(failed.failure().database()).isEqualTo(database);
    }

    private CountedDatabases databases(Server server, String name) {
        return new CountedDatabases(List.of(server.create(name)), directory.resolve(name), tally);
    }

    private static FaultProxy proxy(CountedDatabases databases, String database) {
        return database.equals(CountedDatabases.POSTGRES)
                ? FaultProxy.postgres(databases.url(database))
                : FaultProxy.clickhouse(databases.url(database));
    }

    private static MigrationSettings through(CountedDatabases databases, String database, FaultProxy proxy) {
        return databases.settings().with(database + ".url", proxy.url());
    }
}
