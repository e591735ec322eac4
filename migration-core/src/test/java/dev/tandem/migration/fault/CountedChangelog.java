package dev.tandem.migration.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.Command;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.Report;
import dev.tandem.migration.liquibase.ChangelogProcess;
import dev.tandem.migration.sql.Jdbc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A changelog whose rows in {@code counted} say how often its statements were executed, and a database that it is for. One change
 * set is done outside of a transaction; as the documentation asks for, it may be run twice.
 */
record CountedChangelog(String url, Path changelog, Tally tally) {
    static final int CHANGE_SETS = 12;

    /** Longer than a process that was killed may hold a lock, on a machine that is busy. */
    private static final Duration SECONDS = Duration.ofSeconds(20);

    private static final int OUTSIDE = 6;

    static Path write(Path file) throws IOException {
        return Files.writeString(
                file,
                "databaseChangeLog:\n"
                        + IntStream.rangeClosed(1, CHANGE_SETS)
                                .mapToObj(CountedChangelog::changeSet)
                                .collect(Collectors.joining()));
    }

    private static String changeSet(int id) {
        List<String> statements = id == OUTSIDE
                ? List.of("DROP INDEX CONCURRENTLY IF EXISTS t1_i", "CREATE INDEX CONCURRENTLY t1_i ON t1 (i)")
                : List.of(
                        (id == 1 ? "CREATE TABLE counted (tag text); " : "") + "INSERT INTO counted VALUES ('" + id
                                + ".1')",
                        "CREATE TABLE t" + id + " (i int)",
                        "SELECT pg_sleep(0.02)",
                        "INSERT INTO counted VALUES ('" + id + ".2')");
        return "  - changeSet: {id: " + id + ", author: ann, runInTransaction: " + (id != OUTSIDE) + ", changes: ["
                + statements.stream()
                        .map(sql -> "{sql: {sql: \"" + sql + "\"}}")
                        .collect(Collectors.joining(", "))
                + "]}\n";
    }

    private static List<String> tags() {
        return IntStream.rangeClosed(1, CHANGE_SETS)
                .filter(id -> id != OUTSIDE)
                .boxed()
                .flatMap(id -> List.of(id + ".1", id + ".2").stream())
                .sorted()
                .toList();
    }

    /** How many change sets stand in Liquibase's table. */
    long recorded() {
        return Jdbc.number(url, "SELECT count(*) FROM pg_tables WHERE tablename = 'databasechangelog'") == 0
                ? 0
                : Jdbc.number(url, "SELECT count(*) FROM databasechangelog");
    }

    /** Runs again, and asks that it did not wait longer than seconds for what a dead process held. */
    void finish() {
        tally.add("runs");
        MigrationManager manager = ChangelogProcess.manager(url, changelog.toString(), new MigrationListener() {
            @Override
            public void lockAcquired(String database, Duration waited) {
                tally.max("awaited", waited.toMillis());
                assertThat(waited).isLessThan(SECONDS);
            }
        });
        assertThat(manager.run(Command.up()).outcome()).isNotEqualTo(Report.Outcome.FAILED);
    }

    /** Every statement was executed once, every change set is recorded once and in its order, and nobody holds a lock. */
    void assertExact() {
        assertThat(Jdbc.strings(url, "SELECT tag FROM counted ORDER BY tag COLLATE \"C\""))
                .isEqualTo(tags());
        assertThat(Jdbc.strings(url, "SELECT id FROM databasechangelog ORDER BY orderexecuted"))
                .isEqualTo(IntStream.rangeClosed(1, CHANGE_SETS)
                        .mapToObj(String::valueOf)
                        .toList());
        assertThat(Jdbc.number(
                        url, "SELECT count(*) FROM databasechangelog WHERE exectype <> 'EXECUTED' OR md5sum IS NULL"))
                .isZero();
        assertThat(Jdbc.number(url, "SELECT count(*) FROM pg_index WHERE indexrelid = 't1_i'::regclass AND indisvalid"))
                .isEqualTo(1);
        // Who was killed behind the last change set leaves a row that nobody waits for.
        assertThat(Jdbc.strings(url, "SELECT lockedby FROM databasechangeloglock WHERE locked"))
                .allMatch(by -> by.startsWith("tandem run "));
        assertThat(ChangelogProcess.manager(url, changelog.toString())
                        .status()
                        .get(0)
                        .lock()
                        .isHeld())
                .isFalse();
        tally.add("statements", tags().size());
    }
}
