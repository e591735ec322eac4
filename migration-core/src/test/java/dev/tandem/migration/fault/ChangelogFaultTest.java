package dev.tandem.migration.fault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.liquibase.ChangelogProcess;
import dev.tandem.migration.sql.Jdbc;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row 10: processes that migrate a Liquibase changelog on PostgreSQL, killed at any moment, and many at once. */
class ChangelogFaultTest {
    private static final int PROCESSES = FaultTable.times(12, 6);
    private static final int AT_ONCE = 4;
    private static final long SEED = 20_261_129;
    /** 128 and the number of SIGKILL. */
    private static final int KILLED = 137;

    @TempDir
    Path directory;

    private final Tally tally = new Tally();
    private final Random random = new Random(SEED);
    private final List<Racer> racers = new ArrayList<>();
    private Path changelog;

    @BeforeEach
    void writeChangelog() throws IOException {
        changelog = CountedChangelog.write(directory.resolve("changes.yaml"));
    }

    @AfterEach
    void endProcesses() {
        racers.forEach(Racer::close);
    }

    private CountedChangelog on(TestDatabase database) {
        return new CountedChangelog(database.jdbcUrl(), changelog, tally);
    }

    @Test
    void aProcessKilledAtAnyMomentIsSucceededByOneThatDoesNothingTwiceAndLosesNothing() throws Exception {
        FaultTable row = FaultTable.row("10a", "kill -9 of a process that migrates a changelog, PostgreSQL");
        int kills = FaultTable.times(100, 3);
        int moments = moments();
        List<Callable<Void>> rounds = new ArrayList<>();
        for (int i = 0; i < kills; i++) {
            int moment = (int) ((i + random.nextDouble()) * moments / kills);
            rounds.add(() -> round(moment));
        }
        Rounds.inParallel(AT_ONCE, rounds);

        row.count("kills", tally.of("kills"))
                .count("missed and repeated", tally.of("missed"))
                .count("runs after them", tally.of("runs"))
                .count("statements counted", tally.of("statements"))
                .count("doubled", 0)
                .count("lost", 0)
                .count("the lock was awaited for at most (ms)", tally.of("awaited"))
                .passed();
    }

    /** Of an undisturbed run. */
    private int moments() throws IOException, InterruptedException {
        try (TestDatabase database = DatabasesForTests.postgres();
                FaultProxy proxy = FaultProxy.postgres(database.jdbcUrl())) {
            Process child = ChangelogProcess.start(proxy.url(), changelog);
            String said = new String(child.getInputStream().readAllBytes(), UTF_8);
            assertThat(child.waitFor()).as(said).isZero();
            on(database).assertExact();
            return proxy.moments().size();
        }
    }

    /** One kill; where the process had ended before the moment came, another moment is taken. */
    private Void round(int moment) throws IOException, InterruptedException {
        int chosen = moment;
        while (!killed(chosen)) {
            tally.add("missed");
            chosen = chosen / 2;
        }
        return null;
    }

    private boolean killed(int moment) throws IOException, InterruptedException {
        try (TestDatabase database = DatabasesForTests.postgres();
                FaultProxy proxy = FaultProxy.postgres(database.jdbcUrl())) {
            Killer killer = new Killer();
            proxy.at(moment, killer);
            Process child = ChangelogProcess.start(proxy.url(), changelog);
            killer.strikes(child);
            String said = new String(child.getInputStream().readAllBytes(), UTF_8);
            int exit = child.waitFor();
            if (!killer.hasStruck()) {
                assertThat(exit).as(said).isZero();
                return false;
            }
            assertThat(exit).as(said).isEqualTo(KILLED);
            tally.add("kills");
            on(database).finish();
            on(database).assertExact();
            return true;
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("Killed at moment " + moment, e);
        }
    }

    @Test
    void ofManyProcessesThatBeginTogetherEachChangeSetIsRunOnceAlsoWhenOneIsKilled() throws Exception {
        FaultTable row =
                FaultTable.row("10b", PROCESSES + " processes with one changelog, a random one killed, PostgreSQL");
        int rounds = FaultTable.times(20, 2);
        for (int i = 0; i < PROCESSES; i++) {
            racers.add(Racer.start());
        }
        for (int i = 0; i < rounds; i++) {
            try (TestDatabase database = DatabasesForTests.postgres()) {
                race(database);
            }
        }

        row.count("rounds", rounds)
                .count("runs that migrated", tally.of("DONE"))
                .count("that found nothing to do", tally.of("NOTHING"))
                .count("killed while they held the lock", tally.of("holders"))
                .count("statements counted", tally.of("statements"))
                .count("doubled", 0)
                .count("lost", 0)
                .passed();
    }

    private void race(TestDatabase database) {
        CountedChangelog counted = on(database);
        racers.forEach(racer -> racer.order(database.jdbcUrl() + "\t" + changelog));
        int wanted = random.nextInt(CountedChangelog.CHANGE_SETS);
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> counted.recorded() >= wanted);
        Racer holder = holder(database);
        // Mostly the one at work: of the others nobody would notice.
        Racer victim = holder == null || random.nextInt(4) == 0 ? racers.get(random.nextInt(PROCESSES)) : holder;
        victim.signal("KILL");
        tally.add("holders", victim == holder ? 1 : 0);
        for (Racer racer : List.copyOf(racers)) {
            String answer = racer.await();
            if (racer == victim) {
                racers.set(racers.indexOf(racer), Racer.start());
            } else {
                assertThat(answer).isIn("DONE", "NOTHING");
            }
            tally.add(String.valueOf(answer));
        }
        counted.finish();
        counted.assertExact();
    }

    /** The process that has the lock of the session now; {@code null} when nobody is seen to. */
    private Racer holder(TestDatabase database) {
        int port = (int) Jdbc.number(
                database.jdbcUrl(),
                "SELECT coalesce(max(a.client_port), 0) FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
                        + " WHERE l.locktype = 'advisory' AND l.granted AND a.datname = current_database()");
        return racers.stream()
                .filter(racer -> port != 0 && Sockets.has(racer.pid(), port))
                .findFirst()
                .orElse(null);
    }
}
