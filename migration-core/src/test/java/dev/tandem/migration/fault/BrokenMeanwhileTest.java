package dev.tandem.migration.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.migration.Command;
import dev.tandem.migration.DeadlineExceededException;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.Report;
import dev.tandem.migration.Script;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.Step;
import dev.tandem.migration.sql.Project;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row 6: what becomes of a history while a run is at it, and of one that the user may not read or write. */
class BrokenMeanwhileTest {
    @TempDir
    Path directory;

    private SpoiltDatabase database(String kind) {
        return (kind.equals("postgres") ? new SpoiltPostgres(directory) : new SpoiltClickHouse(directory)).migrated();
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "clickhouse"})
    void aHistoryThatIsTakenAwayDuringARunEndsItClearly(String kind) {
        FaultTable table = FaultTable.row("6-meanwhile-" + kind, "histories taken away during a run, " + kind);
        int rounds = 0;
        try (SpoiltDatabase database = database(kind)) {
            String rename = kind.equals("postgres")
                    ? "ALTER TABLE schema_migrations RENAME TO moved"
                    : "RENAME TABLE schema_migrations TO moved";
            Map<String, String> ways = new TreeMap<>(Map.of(
                    "dropped", "DROP TABLE schema_migrations",
                    "renamed", rename,
                    "emptied", "TRUNCATE TABLE schema_migrations"));
            for (Map.Entry<String, String> way : ways.entrySet()) {
                for (boolean betweenStatements : List.of(false, true)) {
                    rounds++;
                    database.restore();
                    round(database, way.getKey(), way.getValue(), betweenStatements);
                }
            }
            table.count("rounds", rounds).count("other tables changed", 0).passed();
        }
    }

    private static void round(SpoiltDatabase database, String way, String sql, boolean betweenStatements) {
        Project project = database.project(true);
        project.migration(
                "5_five",
                "-- migrate:up transaction:false\n" + database.create("five") + ";\nINSERT INTO five VALUES (1);\n"
                        + "INSERT INTO five VALUES (2);\n",
                "DROP TABLE five;");
        project.migration("6_six", database.create("six") + ";", "DROP TABLE six;");
        project.listener(new MigrationListener() {
            private boolean done;

            @Override
            public void stepStarted(Step step, Script script) {
                if (!betweenStatements && step.version() == 5) {
                    spoil();
                }
            }

            @Override
            public void statementStarted(Step step, SqlStatement statement) {
                if (betweenStatements && step.version() == 5 && statement.number() == 2) {
                    spoil();
                }
            }

            private void spoil() {
                if (!done) {
                    done = true;
                    database.execute(sql);
                }
            }
        });
        SortedMap<String, List<String>> before = database.everything();
        MigrationException failure = catchThrowableOfType(MigrationException.class, project::up);

        String what = way + (betweenStatements ? " between statements" : " between steps");
        if (failure == null) {
            // Where nobody looks at the events before, what was written since is all that is left of it.
            assertThat(database.kind() + " " + way).isEqualTo("clickhouse emptied");
            assertThat(database.tables()).as(what).contains("six");
        } else {
            System.out.println(
                    database.kind() + " " + what + ": " + failure.failure().describe());
            assertThat(failure.failure().database()).as(what).isEqualTo(database.kind());
            assertThat(failure.failure().message()).as(what).isNotBlank().doesNotContainPattern("(?<!DB::)Exception:");
            assertThat(failure.failure().action()).as(what).isNotBlank();
            assertThat(failure.report().steps()).as(what).isNotEmpty();
            assertThat(database.tables()).as(what).doesNotContain("six");
        }
        SortedMap<String, List<String>> after = database.everything();
        for (String other : List.of("canary", "one", "two", "three")) {
            assertThat(after.get(other)).as(what).isEqualTo(before.get(other));
        }
        if (way.equals("renamed")) {
            assertThat(after.get("moved")).as(what).containsAll(before.get(SpoiltDatabase.HISTORY));
        }
        database.project(true).status();
        for (String file : List.of("5_five", "6_six")) {
            project.delete(file);
        }
    }

    @Test
    void whoMayNotReadOrWriteTheHistoryIsToldSo() {
        try (SpoiltDatabase database = database("postgres")) {
            String suffix = database.database().name();
            String reader = "reader_" + suffix;
            String nobody = "nobody_" + suffix;
            database.execute(
                    "CREATE ROLE " + reader + " LOGIN",
                    "CREATE ROLE " + nobody + " LOGIN",
                    "GRANT SELECT ON schema_migrations TO " + reader);
            try {
                assertThat(as(database.project(false), reader).up().outcome()).isEqualTo(Report.Outcome.NOTHING);
                assertThat(as(database.project(true), reader).status().pending())
                        .isEqualTo(1);
                SortedMap<String, List<String>> before = database.everything();
                for (String user : List.of(reader, nobody)) {
                    MigrationException refused = catchThrowableOfType(
                            MigrationException.class,
                            () -> as(database.project(true), user).up());
                    assertThat(refused).hasMessageContaining("permission denied");
                    assertThat(refused.failure().action()).isNotBlank();
                }
                assertThat(as(database.project(false), nobody)
                                .status()
                                .obstacle()
                                .failure()
                                .describe())
                        .contains("permission denied for table schema_migrations")
                        .contains("Grant it: GRANT SELECT");
                assertThat(database.everything()).isEqualTo(before);
            } finally {
                database.execute("DROP OWNED BY " + reader + ", " + nobody, "DROP ROLE " + reader + ", " + nobody);
            }
        }
    }

    private static Project as(Project project, String user) {
        return project.with(builder ->
                builder.username(user).url(project.database().jdbcUrl().replaceAll("user=[^&]*", "user=" + user)));
    }

    @Test
    void whoMayOnlyReadClickHouseReadsIt() {
        try (SpoiltDatabase database = database("clickhouse")) {
            String url = database.database().jdbcUrl() + "&clickhouse_setting_readonly=1";
            SortedMap<String, List<String>> before = database.everything();
            Project done = database.project(false).with(builder -> builder.url(url));
            assertThat(done.up().outcome()).isEqualTo(Report.Outcome.NOTHING);
            Project due = database.project(true).with(builder -> builder.url(url));
            assertThat(due.status().pending()).isEqualTo(1);

            MigrationException refused = catchThrowableOfType(MigrationException.class, due::up);

            assertThat(refused.failure().describe()).contains("clickhouse").containsIgnoringCase("readonly");
            assertThat(refused.failure().action()).isNotBlank();
            assertThat(database.everything()).isEqualTo(before);
        }
    }

    @Test
    void aHistoryWhoseSchemaTheUserMayNotUseIsNotBegunAnew() {
        try (SpoiltDatabase database = database("postgres")) {
            String user = "hidden_" + database.database().name();
            database.execute(
                    "CREATE SCHEMA other",
                    "ALTER TABLE schema_migrations SET SCHEMA other",
                    "CREATE ROLE " + user + " LOGIN",
                    "GRANT ALL ON SCHEMA public TO " + user);
            try {
                Project project = database.project(true)
                        .with(builder -> builder.username(user)
                                .url(database.database().jdbcUrl().replaceAll("user=[^&]*", "user=" + user)
                                        + "&currentSchema=other,public"));
                SortedMap<String, List<String>> before = database.everything();

                MigrationException refused = catchThrowableOfType(MigrationException.class, project::up);

                assertThat(refused).hasMessageContaining("may not use: a second history would begin in another one");
                assertThat(database.everything()).isEqualTo(before);
            } finally {
                database.execute("DROP OWNED BY " + user, "DROP ROLE " + user);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "clickhouse"})
    void planningThousandsOfRecordedDownsEndsWithTheDeadline(String kind) {
        try (SpoiltDatabase database = database(kind)) {
            Spoiling many = Spoiling.all().stream()
                    .filter(spoiling -> spoiling.toString().equals("ten thousand events"))
                    .findFirst()
                    .orElseThrow();
            database.execute((kind.equals("postgres") ? many.postgres() : many.clickhouse()).apply(database));
            SortedMap<String, List<String>> before = database.everything();
            Project project = database.project(false).timeout(Duration.ofSeconds(2));

            long start = System.nanoTime();
            DeadlineExceededException ended = catchThrowableOfType(
                    DeadlineExceededException.class,
                    () -> project.manager().run(new Command.GoTo(1L, Command.Resume.REFUSE)));

            assertThat(ended).hasMessageContaining("before the recorded down of version");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(12));
            assertThat(database.everything()).isEqualTo(before);
        }
    }
}
