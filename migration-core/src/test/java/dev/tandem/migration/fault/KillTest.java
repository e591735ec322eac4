package dev.tandem.migration.fault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.embedded.DatabasesForTests;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that migrates both databases is killed ({@code kill -9}) at moments spread over its conversation with the two
 * servers: before and after each message. Runs follow until everything is applied, and the databases say how often each
 * statement was executed.
 */
class KillTest {
    private static final List<String> DATABASES = List.of(CountedDatabases.POSTGRES, CountedDatabases.CLICKHOUSE);
    /** More than there are processors: most of the time a lock of a dead process is waited for. */
    private static final int AT_ONCE = 4;
    /** 128 and the number of SIGKILL. */
    private static final int KILLED = 137;

    @TempDir
    Path directory;

    private final Tally tally = new Tally();

    @Test
    void aProcessKilledAtAnyMomentIsSucceededByOneThatDoesNothingTwiceAndLosesNothing() throws Exception {
        FaultTable row = FaultTable.row("1-kill", "kill -9 of the migrating process");
        int kills = FaultTable.times(100, 2);
        Undisturbed undisturbed = undisturbed();
        List<Callable<Void>> rounds = new ArrayList<>();
        for (int i = 0; i < kills; i++) {
            for (String database : DATABASES) {
                int moments = undisturbed.moments(database);
                int moment = (int) ((i + 0.5) * moments / kills);
                Path folder = directory.resolve(database + i);
                rounds.add(() -> round(database, moment, folder, undisturbed.schemas()));
            }
        }
        Rounds.inParallel(AT_ONCE, rounds);

        assertThat(tally.of("kills")).isEqualTo((long) kills * DATABASES.size());
        row.count("kills", tally.of("kills"))
                .count("of them talking to PostgreSQL", tally.of(CountedDatabases.POSTGRES))
                .count("to ClickHouse", tally.of(CountedDatabases.CLICKHOUSE))
                .count("missed and repeated", tally.of("missed"))
                .count("runs after them", tally.of("runs"))
                .count("statements counted", tally.of("statements"))
                .count("doubled", tally.of("doubled"))
                .count("lost", tally.of("lost"))
                .count("dirty on PostgreSQL (a DO that commits): done", tally.of("postgres dirty and done"))
                .count("not done", tally.of("postgres dirty and not done"))
                .count("dirty on ClickHouse: done", tally.of("clickhouse dirty and done"))
                .count("not done", tally.of("clickhouse dirty and not done"))
                .passed();
    }

    private record Undisturbed(int postgres, int clickhouse, CountedDatabases.Schemas schemas) {
        int moments(String database) {
            return database.equals(CountedDatabases.POSTGRES) ? postgres : clickhouse;
        }
    }

    private Undisturbed undisturbed() throws IOException, InterruptedException {
        try (CountedDatabases databases = databases(directory.resolve("undisturbed"));
                FaultProxy postgres = FaultProxy.postgres(databases.url(CountedDatabases.POSTGRES));
                FaultProxy clickhouse = FaultProxy.clickhouse(databases.url(CountedDatabases.CLICKHOUSE))) {
            Process child = MigratingChild.start(through(databases, postgres, clickhouse));
            String said = new String(child.getInputStream().readAllBytes(), UTF_8);
            assertThat(child.waitFor()).as(said).isZero();
            databases.assertExact(databases.schemas());
            return new Undisturbed(
                    postgres.moments().size(), clickhouse.moments().size(), databases.schemas());
        }
    }

    /** One kill; where the process had ended before the moment came, another moment is taken. */
    private Void round(String database, int moment, Path folder, CountedDatabases.Schemas undisturbed)
            throws IOException, InterruptedException {
        int chosen = moment;
        while (!killed(database, chosen, folder.resolve("at" + chosen), undisturbed)) {
            tally.add("missed");
            chosen = chosen / 2;
        }
        return null;
    }

    private boolean killed(String database, int moment, Path folder, CountedDatabases.Schemas undisturbed)
            throws IOException, InterruptedException {
        try (CountedDatabases databases = databases(folder);
                FaultProxy postgres = FaultProxy.postgres(databases.url(CountedDatabases.POSTGRES));
                FaultProxy clickhouse = FaultProxy.clickhouse(databases.url(CountedDatabases.CLICKHOUSE))) {
            FaultProxy proxy = database.equals(CountedDatabases.POSTGRES) ? postgres : clickhouse;
            Killer killer = new Killer();
            proxy.at(moment, killer);
            Process child = MigratingChild.start(through(databases, postgres, clickhouse));
            killer.strikes(child);
            String said = new String(child.getInputStream().readAllBytes(), UTF_8);
            int exit = child.waitFor();
            if (!killer.hasStruck()) {
                assertThat(exit).as(said).isZero();
                return false;
            }
            assertThat(exit).as(said).isEqualTo(KILLED);
            tally.add("kills");
            tally.add(database);
            databases.finish(Map.of(CountedDatabases.POSTGRES, postgres, CountedDatabases.CLICKHOUSE, clickhouse));
            databases.assertExact(undisturbed);
            return true;
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("Killed at moment " + moment + " of its conversation with " + database, e);
        }
    }

    private CountedDatabases databases(Path folder) {
        return new CountedDatabases(
                List.of(DatabasesForTests.postgres(), DatabasesForTests.clickhouse()), folder, tally);
    }

    private static MigrationSettings through(CountedDatabases databases, FaultProxy postgres, FaultProxy clickhouse) {
        return databases
                .settings()
                .with(CountedDatabases.POSTGRES + ".url", postgres.url())
                .with(CountedDatabases.CLICKHOUSE + ".url", clickhouse.url());
    }
}
