package dev.tandem.migration.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.migration.Command;
import dev.tandem.migration.DatabaseUnreachableException;
import dev.tandem.migration.DeadlineExceededException;
import dev.tandem.migration.LostLockException;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.fault.FaultProxy.Fate;
import dev.tandem.migration.fault.FaultProxy.Place;
import dev.tandem.migration.sql.Jdbc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A network that cuts connections, stalls, delays, or loses the reply of the server, at moments spread over a run. The run ends
 * in time and says what happened, nothing of it is left behind, and the next one brings everything to its end.
 */
class ProxyTest {
    /** Most of them wait for a deadline. */
    private static final int AT_ONCE = 4;

    private static final Duration DEADLINE = Duration.ofSeconds(3);
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final Duration DELAY = Duration.ofMillis(400);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private final Tally tally = new Tally();

    /** What a network does to a conversation. */
    private enum Kind implements FaultProxy.Fault {
        CUT(Fate.CUT),
        STALL(Fate.STALL),
        DELAY(Fate.GO_ON),
        LOSE_REPLY(Fate.CUT);

        private final Fate fate;

        Kind(Fate fate) {
            this.fate = fate;
        }

        @Override
        public boolean suits(Place place) {
            return this != LOSE_REPLY || place == Place.BEFORE_REPLY;
        }

        @Override
        public Fate strike(Place place) {
            if (this == DELAY) {
                LockSupport.parkNanos(ProxyTest.DELAY.toNanos());
            }
            return fate;
        }
    }

    @Test
    void postgres() throws Exception {
        faults(CountedDatabases.POSTGRES, "3-postgres", "a proxy that cuts, stalls, delays, loses replies: PostgreSQL");
    }

    @Test
    void clickhouse() throws Exception {
        faults(CountedDatabases.CLICKHOUSE, "3-clickhouse", "the same: ClickHouse");
    }

    /** The statement was ended in the server in time; it is the record of that which gets no answer. */
    @ParameterizedTest
    @ValueSource(strings = {CountedDatabases.POSTGRES, CountedDatabases.CLICKHOUSE})
    void aNetworkThatStallsAfterTheDeadlineDoesNotKeepTheRun(String database) throws Exception {
        try (CountedDatabases databases = databases(database, directory);
                FaultProxy proxy = proxy(databases, database)) {
            String sleep = database.equals(CountedDatabases.POSTGRES)
                    ? "SELECT pg_sleep(60);"
                    : "SELECT sleepEachRow(1) FROM numbers(60) SETTINGS max_block_size = 1;";
            Path folder = Files.createDirectories(directory.resolve("sleep"));
            Files.writeString(folder.resolve("1_sleep.sql"), sleep);
            proxy.at(0, new FaultProxy.Fault() {
                @Override
                public boolean suits(Place place) {
                    List<String> requests = proxy.requests();
                    return place == Place.AFTER_REQUEST
                            && requests.get(requests.size() - 1).contains("failed");
                }

                @Override
                public Fate strike(Place place) {
                    return Fate.STALL;
                }
            });
            MigrationSettings settings = through(databases, database, proxy)
                    .with(database + ".path", folder.toString())
                    .with("timeout", DEADLINE.toString());

            FaultyRun.Ended ended = FaultyRun.start(settings).await();

            assertThat(proxy.hasStruck()).isTrue();
            assertThat(ended.failed()).isInstanceOf(DeadlineExceededException.class);
            assertThat(ended.took()).isLessThan(DEADLINE.plus(GRACE));
        }
    }

    private void faults(String database, String name, String what) throws Exception {
        FaultTable row = FaultTable.row(name, what);
        int times = FaultTable.times(100, 4);
        Undisturbed undisturbed = undisturbed(database);
        List<Callable<Void>> rounds = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            Kind kind = Kind.values()[i % Kind.values().length];
            int moment = (int) ((i + 0.5) * undisturbed.moments() / times);
            Path folder = directory.resolve(kind + "-" + i);
            rounds.add(() -> round(database, kind, moment, folder, undisturbed.schemas()));
        }
        Rounds.inParallel(AT_ONCE, rounds);

        assertNoThreadIsLeft();
        for (Kind kind : Kind.values()) {
            assertThat(tally.of(kind.name())).as("%s", kind).isEqualTo(times / Kind.values().length);
            row.count(kind.name().toLowerCase(Locale.ROOT).replace('_', ' '), tally.of(kind.name()));
        }
        row.count("missed and repeated", tally.of("missed"))
                .count("runs that failed", tally.of("failed"))
                .count("runs after them", tally.of("runs"))
                .count("statements counted", tally.of("statements"))
                .count("doubled", tally.of("doubled"))
                .count("lost", tally.of("lost"))
                .count("ms at most from the deadline to the end", tally.of("longest end after the deadline"))
                .count("dirty and done", tally.of(database + " dirty and done"))
                .count("dirty and not done", tally.of(database + " dirty and not done"))
                .passed();
    }

    private static void assertNoThreadIsLeft() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .noneMatch(name -> name.startsWith("tandem-")));
    }

    private record Undisturbed(int moments, CountedDatabases.Schemas schemas) {}

    private Undisturbed undisturbed(String database) throws IOException {
        try (CountedDatabases databases = databases(database, directory.resolve("undisturbed"));
                FaultProxy proxy = proxy(databases, database)) {
            through(databases, database, proxy).manager().run(Command.up());
            databases.assertExact(databases.schemas());
            return new Undisturbed(proxy.moments().size(), databases.schemas());
        }
    }

    /** One fault; where the run had ended before the moment came, another moment is taken. */
    private Void round(String database, Kind kind, int moment, Path folder, CountedDatabases.Schemas undisturbed)
            throws IOException, InterruptedException {
        int chosen = moment;
        while (!struck(database, kind, chosen, folder.resolve("at" + chosen), undisturbed)) {
            tally.add("missed");
            chosen = chosen / 2;
        }
        return null;
    }

    private boolean struck(String database, Kind kind, int moment, Path folder, CountedDatabases.Schemas undisturbed)
            throws IOException, InterruptedException {
        try (CountedDatabases databases = databases(database, folder);
                FaultProxy proxy = proxy(databases, database)) {
            proxy.at(moment, kind);
            MigrationSettings settings = through(databases, database, proxy);
            FaultyRun.Ended ended = FaultyRun.start(
                            kind == Kind.STALL ? settings.with("timeout", DEADLINE.toString()) : settings)
                    .await();
            if (!proxy.hasStruck()) {
                return false;
            }
            tally.add(kind.name());
            assertTold(database, kind, ended.failed(), ended.took());
            await("clients").atMost(PATIENCE).until(() -> !proxy.hasClients());
            proxy.close();
            await("sessions").atMost(PATIENCE).until(() -> sessions(databases, database) == 0);
            databases.finish(Map.of(database, proxy));
            databases.assertExact(undisturbed);
            return true;
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(kind + " at moment " + moment + " of the conversation with " + database, e);
        }
    }

    /** A run may well end as it should: where nothing but its taking leave is disturbed, or its connecting, which is repeated. */
    private void assertTold(String database, Kind kind, @Nullable MigrationException failed, Duration took) {
        if (kind == Kind.DELAY) {
            assertThat(failed).isNull();
        }
        if (kind == Kind.STALL) {
            tally.max("longest end after the deadline", took.minus(DEADLINE).toMillis());
            assertThat(took).isLessThan(DEADLINE.plus(GRACE));
        }
        if (failed == null) {
            return;
        }
        tally.add("failed");
        assertThat(failed.failure().database()).isEqualTo(database);
        if (failed instanceof LostLockException) {
            // Its lease is shorter than the deadline.
            assertThat(kind).isEqualTo(Kind.STALL);
            assertThat(failed).hasMessageContaining("could not be renewed within its lease");
        } else if (kind == Kind.STALL) {
            assertThat(failed)
                    .isInstanceOf(DeadlineExceededException.class)
                    .hasMessageContaining("deadline of " + DEADLINE.toSeconds() + "s passed");
        } else {
            assertThat(failed)
                    .isInstanceOfAny(StatementFailedException.class, DatabaseUnreachableException.class)
                    .hasMessageMatching("(?is).*(connection|I/O error|failed to respond|cannot be reached).*");
        }
    }

    private static long sessions(CountedDatabases databases, String database) {
        return Jdbc.number(
                databases.url(database),
                database.equals(CountedDatabases.POSTGRES)
                        ? "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                        : "SELECT count() - 1 FROM system.processes WHERE current_database = currentDatabase()");
    }

    private CountedDatabases databases(String database, Path folder) {
        TestDatabase created = database.equals(CountedDatabases.POSTGRES)
                ? DatabasesForTests.postgres()
                : DatabasesForTests.clickhouse();
        return new CountedDatabases(List.of(created), folder, tally);
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
