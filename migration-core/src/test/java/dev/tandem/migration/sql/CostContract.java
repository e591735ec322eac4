package dev.tandem.migration.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.Deadline;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.MigrationSession;
import dev.tandem.migration.embedded.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a run opens, sends, waits for and reads. Unlike times these counts are the same on every machine, so nothing becomes slower
 * unnoticed; whoever changes one on purpose changes the constant.
 */
abstract class CostContract {
    private static final Pattern PORT = Pattern.compile("(//[^/:]+:)(\\d+)");

    /** So long that nothing is renewed meanwhile. */
    private static final Duration LEASE = Duration.ofMinutes(10);

    /** One to plan without the lock, one under it, and one to tell what has become of it. */
    private static final int HISTORY_READINGS = 3;

    @TempDir
    Path directory;

    private TestDatabase database;
    private Project project;
    private int runs;

    abstract TestDatabase newDatabase();

    /** Of what each connection has sent. */
    abstract Cost cost(List<byte[]> sent, List<String> files);

    /** Two statements. */
    abstract String up(String table);

    /** Of a start with nothing due. */
    abstract Cost.Count nothingDue();

    /** Of a run that applies one migration. */
    abstract Cost.Count oneDue();

    /** What another migration adds. */
    abstract Cost.Count oneMore();

    /** How often a run reads the up that it applies, and how often the down that it records. */
    abstract List<Integer> readings();

    @BeforeEach
    void createDatabase() {
        database = newDatabase();
        project = new Project("main", database, directory.resolve("migrations"));
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @ParameterizedTest(name = "{0} applied")
    @ValueSource(ints = {3, 30})
    void aStartWithNothingDueAsksNoMoreThanItMustAndReadsEachUpOnce(int applied) throws IOException {
        apply(applied);

        Cost start = run(0);

        assertCount(start.count(), nothingDue(), start);
        assertThat(start.files())
                .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, applied)
                        .mapToObj(version -> version + "_t.up.sql")
                        .toList());
    }

    @ParameterizedTest(name = "{0} applied")
    @ValueSource(ints = {3, 30})
    void aMigrationAsksNoMoreThanItMustHoweverManyAreApplied(int applied) throws IOException {
        apply(applied);
        int due = applied + 1;
        write(due);
        Cost one = run(1);
        write(due + 1);
        write(due + 2);
        Cost two = run(2);

        assertCount(one.count(), oneDue(), one);
        assertCount(two.count().minus(one.count()), oneMore(), two);
        assertThat(List.of(one.readings(due + "_t.up.sql"), one.readings(due + "_t.down.sql")))
                .as("readings of its up and its down")
                .isEqualTo(readings());
        assertThat(one.readings(applied + "_t.up.sql"))
                .as("readings of one that is applied")
                .isEqualTo(1);
        assertThat(one.readings(applied + "_t.down.sql"))
                .as("readings of its down")
                .isZero();
    }

    @Test
    void aRunThatWaitsForALockReadsNeitherFilesNorHistoryMoreOften() throws IOException {
        apply(3);
        write(4);
        List<Duration> waits = new ArrayList<>();
        Cost waiting;
        try (Deadline deadline = Deadline.never();
                MigrationSession holder = project.sqlDatabase().connect("holder", deadline)) {
            holder.history();
            assertThat(holder.tryLock()).isTrue();
            waiting = run(1, new MigrationListener() {
                @Override
                public void lockAwaited(String name, @Nullable String by, Duration waited) {
                    waits.add(waited);
                    if (waits.size() == 5) {
                        holder.unlock();
                    }
                }
            });
        }

        assertThat(waits).hasSizeGreaterThanOrEqualTo(5);
        assertThat(List.of(waiting.readings("4_t.up.sql"), waiting.readings("4_t.down.sql")))
                .as("readings of its up and its down")
                .isEqualTo(readings());
        assertThat(waiting.roundTrips().stream().flatMap(List::stream).filter(sql -> sql.contains("at_millis")))
                .as("readings of the history in:%n%s", waiting.conversation())
                .hasSize(HISTORY_READINGS);
    }

    private static void assertCount(Cost.Count counted, Cost.Count expected, Cost of) {
        assertThat(counted).as("the run sent:%n%s", of.conversation()).isEqualTo(expected);
    }

    private void apply(int count) {
        for (int version = 1; version <= count; version++) {
            project.migration(version + "_t", "SELECT 1;", "SELECT 1;");
        }
        project.up();
    }

    private void write(int version) {
        String table = "t" + version;
        project.migration(version + "_t", up(table), "DROP TABLE " + table + ";");
    }

    /** With the files as they are now, in a jar. */
    private Cost run(int due, MigrationListener... listeners) throws IOException {
        Matcher port = PORT.matcher(database.jdbcUrl());
        assertThat(port.find()).isTrue();
        CountedJar jar = new CountedJar(directory.resolve("run" + runs++ + ".jar"), project.folder());
        try (TcpProxy proxy = new TcpProxy(Integer.parseInt(port.group(2)))) {
            Project counted = new Project("main", database, project.folder())
                    .with(builder -> builder.url(port.replaceFirst("$1" + proxy.port()))
                            .lease(LEASE)
                            .paths(List.of(CountedJar.PATH))
                            .classLoader(jar));
            List.of(listeners).forEach(counted::listener);
            assertThat(counted.up().steps()).hasSize(due);
            return cost(proxy.sent(), jar.read());
        }
    }
}
