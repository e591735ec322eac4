package dev.tandem.migration.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.embedded.ClockedPostgres;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.Project;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row 8: the clocks of those who migrate, and of the server, are set forward and back. Nothing goes by them. */
class ClockTest {
    private static final long DAY = Duration.ofDays(1).toMillis();

    @TempDir
    Path directory;

    private int outputs;

    @BeforeEach
    void needAnotherClock() {
        boolean there = ClockedProcess.canBeShifted();
        if (!there) {
            System.out.println("Row 8 is skipped: libfaketime is not installed (apt-get install faketime).");
        }
        Assumptions.assumeTrue(there, "libfaketime is not installed: apt-get install faketime");
    }

    /** What differs between the databases. */
    private record Kind(TestDatabase database, String columns, String end, String sleep) {
        static Kind of(String name) {
            return name.equals("postgres")
                    ? new Kind(DatabasesForTests.postgres(), "(i integer)", "", "SELECT pg_sleep(1)")
                    : new Kind(
                            DatabasesForTests.clickhouse(),
                            "(i UInt64)",
                            " ENGINE = MergeTree ORDER BY i",
                            "SELECT sleep(1)");
        }

        String create(String table) {
            return "CREATE TABLE " + table + " " + columns + end + ";";
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "clickhouse"})
    void clocksYearsApartTakeTurnsAndRaces(String name) throws IOException, InterruptedException {
        FaultTable table = FaultTable.row("8-" + name, "clocks of the migrating processes years apart, " + name);
        Kind kind = Kind.of(name);
        try (TestDatabase database = kind.database()) {
            Project project = new Project(name, database, directory.resolve("migrations"));
            for (int i = 1; i <= 3; i++) {
                project.migration(i + "_t" + i, kind.create("t" + i), "DROP TABLE t" + i + ";");
            }
            int turns = turns(project);
            int races = FaultTable.times(8, 1);
            project.migration("4_runs", kind.create("runs"), "");
            run(project, "up", "-1y", -365);
            for (int i = 0; i < races; i++) {
                race(project, kind, 5 + i);
            }

            assertThat(Jdbc.number(database.jdbcUrl(), "SELECT count(*) FROM runs"))
                    .isEqualTo(races);
            assertThat(project.states().values()).containsOnly(MigrationState.APPLIED);
            assertFencesOnlyGrow(database);
            table.count("runs in turn", turns)
                    .count("races of two clocks", races)
                    .count("run twice", 0)
                    .passed();
        }
    }

    private int turns(Project project) throws IOException, InterruptedException {
        int rounds = FaultTable.times(5, 0);
        run(project, "up", "+1y", 365);
        if (rounds == 0) {
            run(project, "down", "-10y", -3650);
            assertStanding(project, 2);
            return 2;
        }
        for (int i = 0; i < rounds; i++) {
            assertStanding(project, 3);
            run(project, "down", "-1y", -365);
            assertStanding(project, 2);
            run(project, "up", "-10y", -3650);
            assertStanding(project, 3);
            run(project, "down", "+1y", 365);
            assertStanding(project, 2);
            run(project, "up", "+0", 0);
        }
        assertStanding(project, 3);
        return 1 + 4 * rounds;
    }

    private void run(Project project, String command, String offset, long days)
            throws IOException, InterruptedException {
        long before = System.currentTimeMillis();
        long there = start(project, command, offset).end();
        // Otherwise the clock was none of its own, and this tests nothing.
        assertThat((there - before) / DAY).isBetween(days - 4, days + 4);
    }

    private ClockedProcess.Running start(Project project, String command, String offset) throws IOException {
        Path output = directory.resolve("said-" + ++outputs);
        return ClockedProcess.start(project.database(), project.folder(), command, offset, output);
    }

    /** Each would run for longer than a lease; the one that comes second finds it done. */
    private void race(Project project, Kind kind, int version) throws IOException, InterruptedException {
        String sleeps = Stream.generate(kind::sleep).limit(3).reduce("", (all, one) -> all + one + ";\n");
        project.migration(version + "_run", sleeps + "INSERT INTO runs VALUES (" + version + ");", "");
        List<ClockedProcess.Running> racing =
                List.of(start(project, "up", version % 2 == 0 ? "+1y" : "-1y"), start(project, "up", "+0"));
        for (ClockedProcess.Running one : racing) {
            one.end();
        }
        assertThat(Jdbc.number(project.database().jdbcUrl(), "SELECT count(*) FROM runs WHERE i = " + version))
                .isEqualTo(1);
    }

    private static void assertStanding(Project project, long version) {
        DatabaseStatus status = project.status();
        assertThat(status.obstacle()).isNull();
        assertThat(status.current()).isEqualTo(version);
        assertThat(status.pending()).isEqualTo((int) (3 - version));
    }

    /** Each run has a fence of its own, above those before it, whatever its clock said. */
    private static void assertFencesOnlyGrow(TestDatabase database) {
        List<String> fences = Jdbc.strings(database.jdbcUrl(), "SELECT fence FROM schema_migrations ORDER BY seq");
        List<Long> numbers = fences.stream().map(Long::parseLong).toList();
        assertThat(numbers).isSorted();
        assertThat(Jdbc.number(
                        database.jdbcUrl(),
                        "SELECT count(*) FROM (SELECT fence FROM schema_migrations GROUP BY fence"
                                + " HAVING count(DISTINCT run_id) > 1) t"))
                .isZero();
    }

    @Test
    void theServersClockGoesBackBetweenRuns() throws IOException, InterruptedException {
        FaultTable table = FaultTable.row("8-server", "the clock of the PostgreSQL server set between runs");
        try (ClockedPostgres server = ClockedPostgres.create()) {
            Project project = new Project("postgres", server.database(), directory.resolve("migrations"));
            List<String> offsets = new ArrayList<>(List.of("+1y", "+0", "-1d", "-10y"));
            int number = 0;
            for (String offset : offsets) {
                server.start(ClockedProcess.shifted(offset));
                number++;
                project.migration(
                        number + "_t" + number, "CREATE TABLE t" + number + " (i int);", "DROP TABLE t" + number + ";");
                project.up();
                project.down(1);
                assertThat(project.status().current()).isEqualTo(number == 1 ? null : Long.valueOf(number - 1));
                project.up();

                assertThat(project.status().current()).isEqualTo(number);
                assertThat(project.status().obstacle()).isNull();
                assertThat(project.manager().info().get(0).runs().get(0).applied())
                        .isEqualTo(1);
                server.stop();
            }
            server.start(ClockedProcess.shifted("+0"));
            assertThat(project.states()).hasSize(offsets.size()).containsValue(MigrationState.APPLIED);
            assertFencesOnlyGrow(project.database());
            // The times that were recorded do go back: that is what did no harm.
            assertThat(Jdbc.number(
                            project.database().jdbcUrl(),
                            "SELECT count(*) FROM schema_migrations a JOIN schema_migrations b ON b.seq = a.seq + 1"
                                    + " WHERE b.at < a.at"))
                    .isEqualTo(3);
            table.count("times the clock was set", offsets.size())
                    .count("runs", 3L * offsets.size())
                    .count("wrong orders", 0)
                    .passed();
            server.stop();
        }
    }
}
