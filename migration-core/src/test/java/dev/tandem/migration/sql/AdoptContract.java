package dev.tandem.migration.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.migration.Command.Adopt;
import dev.tandem.migration.DirtyDatabaseException;
import dev.tandem.migration.HistoryMismatchException;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.MigrationStatus;
import dev.tandem.migration.MigrationTool;
import dev.tandem.migration.Plan;
import dev.tandem.migration.RefusedException;
import dev.tandem.migration.Report;
import dev.tandem.migration.Step;
import dev.tandem.migration.StepResult.Outcome;
import dev.tandem.migration.embedded.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every database has to do with the histories of other tools. */
public abstract class AdoptContract {
    protected static final Adopt ADOPT = new Adopt(null, null, null);

    @TempDir
    protected Path directory;

    protected TestDatabase database;
    protected Project project;

    protected abstract TestDatabase createDatabase();

    /** The configured name. */
    protected abstract String name();

    /** A table with one column i. */
    protected abstract String createTable(String table);

    /** The tool's own table, as its source creates it, empty, followed by what the tool writes into it at once. */
    protected abstract List<String> tableOf(MigrationTool tool);

    /** The row that goose writes. */
    protected abstract String gooseRow(int order, long version, boolean applied);

    /** The rows that golang-migrate leaves after having set this version last. */
    protected abstract List<String> golangMigrateRows(long version, boolean dirty);

    /** Whether it is there. */
    protected abstract boolean exists(String table);

    @BeforeEach
    void threeMigrationsOfWhichTwoAreDone() {
        database = createDatabase();
        project = new Project(name(), database, directory.resolve("migrations"));
        for (int version = 1; version <= 3; version++) {
            project.migration(
                    version + "_t" + version, createTable("t" + version) + ";", "DROP TABLE t" + version + ";");
        }
        execute(List.of(createTable("t1"), createTable("t2")));
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    protected void execute(List<String> statements) {
        Jdbc.execute(database.jdbcUrl(), statements.toArray(String[]::new));
    }

    protected Report adopt(Adopt command) {
        return project.manager().run(command);
    }

    private void assertTwoAreAdopted(String renamed) {
        Report report = adopt(ADOPT);

        assertThat(report.outcome()).isEqualTo(Report.Outcome.DONE);
        assertThat(report.steps()).extracting(result -> result.step().version()).containsExactly(1L, 2L);
        assertThat(exists(renamed)).isTrue();
        assertThat(project.states().values())
                .containsExactly(MigrationState.APPLIED, MigrationState.APPLIED, MigrationState.PENDING);
        assertThat(project.status().migrations())
                .extracting(MigrationStatus::hasDown)
                .containsOnly(true);
        assertThat(adopt(ADOPT).outcome()).isEqualTo(Report.Outcome.NOTHING);
        assertThat(project.up().steps())
                .extracting(result -> result.step().version())
                .containsExactly(3L);
        project.delete("2_t2").down(2);
        assertThat(exists("t2")).isFalse();
        assertThat(exists("t1")).isTrue();
        assertThat(project.states().get(1L)).isEqualTo(MigrationState.APPLIED);
    }

    @Test
    void golangMigratesVersionMeansEveryFileUpToIt() {
        execute(tableOf(MigrationTool.GOLANG_MIGRATE));
        execute(golangMigrateRows(2, false));

        assertTwoAreAdopted("schema_migrations_before_tandem");
    }

    @Test
    void dbmateHasAListOfVersions() {
        execute(tableOf(MigrationTool.DBMATE));
        execute(List.of("INSERT INTO schema_migrations (version) VALUES ('1'), ('2')"));

        assertTwoAreAdopted("schema_migrations_before_tandem");
    }

    @Test
    void theLastRowOfAVersionCountsInGoose() {
        execute(tableOf(MigrationTool.GOOSE));
        execute(List.of(
                gooseRow(2, 1, true),
                gooseRow(3, 1, false),
                gooseRow(4, 1, true),
                gooseRow(5, 2, true),
                gooseRow(6, 3, true),
                gooseRow(7, 3, false)));

        assertTwoAreAdopted("goose_db_version_before_tandem");
    }

    @Test
    void theReportSaysWhatTheHistoryHasAfterwards() {
        execute(tableOf(MigrationTool.GOOSE));
        execute(List.of(gooseRow(2, 1, true), gooseRow(3, 2, true)));

        // With a deadline the history is read as it is connected, too.
        Report report = project.timeout(Duration.ofMinutes(1)).manager().run(ADOPT);

        assertThat(report.databases().get(0).current()).isEqualTo(2);
    }

    @Test
    void flywaysUndoneAndDeletedOnesAreNotApplied() {
        execute(tableOf(MigrationTool.FLYWAY));
        execute(Stream.of(
                        "1, NULL, '<< Flyway Schema Creation >>', 'SCHEMA', '\"app\"', NULL, TRUE",
                        "2, '1', 't1', 'SQL', 'V1__t1.sql', 17, TRUE",
                        "3, '2', 't2', 'SQL', 'V2__t2.sql', -3, TRUE",
                        "4, NULL, 'views', 'SQL', 'R__views.sql', 5, TRUE",
                        "5, '3', 't3', 'SQL', 'V3__t3.sql', 8, TRUE",
                        "6, '3', 't3', 'UNDO_SQL', 'U3__t3.sql', 9, TRUE",
                        "7, '4', 't4', 'SQL', 'V4__t4.sql', 8, TRUE",
                        "8, '4', 't4', 'DELETE', 'V4__t4.sql', 8, TRUE")
                .map(AdoptContract::flywayRow)
                .toList());

        assertTwoAreAdopted("flyway_schema_history_before_tandem");
    }

    @Test
    void flywaysBaselineStandsForTheFilesUpToIt() {
        execute(tableOf(MigrationTool.FLYWAY));
        execute(List.of(flywayRow("1, '2', '<< Flyway Baseline >>', 'BASELINE', '<< Flyway Baseline >>', NULL, TRUE")));

        assertTwoAreAdopted("flyway_schema_history_before_tandem");
    }

    protected static String flywayRow(String values) {
        int success = values.lastIndexOf(',');
        return "INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, checksum,"
                + " installed_by, execution_time, success) VALUES (" + values.substring(0, success) + ", 'app', 12"
                + values.substring(success) + ")";
    }

    @Test
    void whatFlywayFailedAtHasToBeSaid() {
        execute(tableOf(MigrationTool.FLYWAY));
        execute(List.of(
                flywayRow("1, '1', 't1', 'SQL', 'V1__t1.sql', 17, TRUE"),
                flywayRow("2, '2', 't2', 'SQL', 'V2__t2.sql', 17, FALSE")));

        DirtyDatabaseException dirty = catchThrowableOfType(DirtyDatabaseException.class, () -> adopt(ADOPT));

        assertThat(dirty).hasMessageContaining("flyway_schema_history of Flyway has failed migrations: 2.");
    }

    @Test
    void aVersionThatIsNoWholeNumberHasToBeSaid() {
        execute(tableOf(MigrationTool.FLYWAY));
        execute(List.of(
                flywayRow("1, '1', 't1', 'SQL', 'V1__t1.sql', 17, TRUE"),
                flywayRow("2, '1.1', 't2', 'SQL', 'V1_1__t2.sql', 17, TRUE")));

        HistoryMismatchException unclear = catchThrowableOfType(HistoryMismatchException.class, () -> adopt(ADOPT));

        assertThat(unclear)
                .hasMessageContaining("no whole numbers, as the versions of files are here: 1.1.")
                .hasMessageContaining("--version N");
        adopt(new Adopt(null, null, 2L));
        assertThat(project.status().current()).isEqualTo(2L);
        assertThat(exists("flyway_schema_history_before_tandem")).isTrue();
    }

    @Test
    void liquibasesChangeSetsAreKnownByTheNamesOfTheirFiles() {
        execute(tableOf(MigrationTool.LIQUIBASE));
        execute(List.of(
                liquibaseRow(1, "a", "db/changelog/1_t1.up.sql", "EXECUTED"),
                liquibaseRow(2, "b", "classpath:db/changelog/2_t2.up.sql", "RERAN"),
                liquibaseRow(3, "c", "classpath:db/changelog/2_t2.up.sql", "MARK_RAN"),
                liquibaseRow(4, "d", "db\\\\3_t3.up.sql", "SKIPPED")));

        assertTwoAreAdopted("databasechangelog_before_tandem");
    }

    @Test
    void liquibasesOtherFilesHaveToBeSaid() {
        execute(tableOf(MigrationTool.LIQUIBASE));
        execute(List.of(
                liquibaseRow(1, "a", "db/changelog/1_t1.up.sql", "EXECUTED"),
                liquibaseRow(2, "b", "db/changelog/second.xml", "EXECUTED")));

        HistoryMismatchException unclear = catchThrowableOfType(HistoryMismatchException.class, () -> adopt(ADOPT));

        assertThat(unclear).hasMessageContaining("db/changelog/second.xml");
        adopt(new Adopt(null, null, 2L));
        assertThat(project.status().current()).isEqualTo(2L);
    }

    protected String liquibaseRow(int order, String id, String file, String exectype) {
        return "INSERT INTO databasechangelog (id, author, filename, dateexecuted, orderexecuted, exectype, md5sum)"
                + " VALUES ('" + id + "', 'me', '" + file + "', '2026-01-02 03:04:05', " + order + ", '" + exectype
                + "', '9:ab')";
    }

    @Test
    void alembicsRevisionsAreShownAndTheVersionHasToBeSaid() {
        execute(tableOf(MigrationTool.ALEMBIC));
        execute(List.of("INSERT INTO alembic_version (version_num) VALUES ('ae1027a6acf')"));

        HistoryMismatchException unclear = catchThrowableOfType(HistoryMismatchException.class, () -> adopt(ADOPT));

        assertThat(unclear).hasMessageContaining("is at revision ae1027a6acf").hasMessageContaining("--version N");
        adopt(new Adopt(null, null, 1L));
        assertThat(project.status().current()).isEqualTo(1L);
        assertThat(exists("alembic_version_before_tandem")).isTrue();
    }

    @Test
    void whatGolangMigrateStoppedAtHasToBeSaid() {
        execute(tableOf(MigrationTool.GOLANG_MIGRATE));
        execute(golangMigrateRows(3, true));

        DirtyDatabaseException dirty = catchThrowableOfType(DirtyDatabaseException.class, () -> adopt(ADOPT));

        assertThat(dirty)
                .hasMessageContaining("schema_migrations of golang-migrate is dirty")
                .hasMessageContaining("version 3")
                .hasMessageContaining("migrate adopt --db " + name() + " --version N");
        assertThat(exists("schema_migrations_before_tandem")).isFalse();
        adopt(new Adopt(null, null, 2L));
        assertThat(project.status().current()).isEqualTo(2L);
    }

    @Test
    void thatNothingIsAppliedMayBeSaid() {
        execute(tableOf(MigrationTool.GOLANG_MIGRATE));
        execute(golangMigrateRows(-1, true));

        adopt(new Adopt(null, null, Adopt.NOTHING));

        assertThat(project.states().values()).containsOnly(MigrationState.PENDING);
        assertThat(exists("schema_migrations_before_tandem")).isTrue();
    }

    @Test
    void anEmptyTableMeansThatNothingIsApplied() {
        execute(tableOf(MigrationTool.GOLANG_MIGRATE));

        assertThat(adopt(ADOPT).outcome()).isEqualTo(Report.Outcome.DONE);

        assertThat(project.states().values()).containsOnly(MigrationState.PENDING);
        assertThat(exists("schema_migrations_before_tandem")).isTrue();
        assertThat(adopt(ADOPT).outcome()).isEqualTo(Report.Outcome.NOTHING);
    }

    @Test
    void everyOtherCommandRefusesAndSaysWhatToDo() {
        execute(tableOf(MigrationTool.DBMATE));

        HistoryMismatchException refused = catchThrowableOfType(HistoryMismatchException.class, project::up);

        assertThat(refused)
                .hasMessageContaining("it is that of dbmate")
                .hasMessageContaining("migrate adopt --db " + name());
        assertThat(exists("t3")).isFalse();
    }

    @Test
    void versionsWithoutAFileAreRecordedToo() {
        execute(tableOf(MigrationTool.DBMATE));
        execute(List.of("INSERT INTO schema_migrations (version) VALUES ('1'), ('20991231000000')"));

        adopt(ADOPT);

        assertThat(project.states())
                .containsEntry(1L, MigrationState.APPLIED)
                .containsEntry(20991231000000L, MigrationState.FUTURE);
        assertThat(project.status().migrations())
                .extracting(MigrationStatus::name)
                .contains("adopted from dbmate");
    }

    @Test
    void aChangedFileIsSeenAfterwards() {
        execute(tableOf(MigrationTool.GOLANG_MIGRATE));
        execute(golangMigrateRows(2, false));
        adopt(ADOPT);

        project.migration("2_t2", createTable("other") + ";", "");

        assertThat(project.states()).containsEntry(2L, MigrationState.CHANGED);
    }

    @Test
    void aDryRunChangesNothing() {
        execute(tableOf(MigrationTool.GOLANG_MIGRATE));
        execute(golangMigrateRows(2, false));
        StringBuilder out = new StringBuilder();

        Plan plan = project.manager().dryRun(ADOPT, out);

        assertThat(plan.steps()).extracting(Step::version).containsExactly(1L, 2L);
        assertThat(out)
                .contains("takes over from golang-migrate")
                .contains("is renamed to schema_migrations_before_tandem")
                .contains("1 t1 adopt, recorded as applied");
        assertThat(exists("schema_migrations_before_tandem")).isFalse();
        assertThatEveryCommandStillRefuses();
    }

    protected void assertThatEveryCommandStillRefuses() {
        assertThat(catchThrowableOfType(HistoryMismatchException.class, project::up))
                .isNotNull();
    }

    @Test
    void aPlanThatIsNotTheConfirmedOneIsRefused() {
        execute(tableOf(MigrationTool.DBMATE));
        execute(List.of("INSERT INTO schema_migrations (version) VALUES ('1')"));
        Plan confirmed = project.manager().plan(ADOPT);
        execute(List.of("INSERT INTO schema_migrations (version) VALUES ('2')"));

        RefusedException refused = catchThrowableOfType(
                RefusedException.class, () -> project.manager().run(ADOPT, confirmed));

        assertThat(refused).hasMessageContaining("not the confirmed one");
        assertThatEveryCommandStillRefuses();
    }

    @Test
    void nothingToAdoptIsAnErrorThatSaysWhatWasLookedFor() {
        InvalidConfigurationException nothing =
                catchThrowableOfType(InvalidConfigurationException.class, () -> adopt(ADOPT));

        assertThat(nothing)
                .hasMessageContaining("schema_migrations, goose_db_version, flyway_schema_history, databasechangelog,"
                        + " alembic_version")
                .hasMessageContaining("--table NAME");
    }

    @Test
    void ofTwoHistoriesOneHasToBeNamed() {
        execute(tableOf(MigrationTool.ALEMBIC));
        execute(tableOf(MigrationTool.GOOSE));
        execute(List.of(gooseRow(2, 1, true)));

        InvalidConfigurationException several =
                catchThrowableOfType(InvalidConfigurationException.class, () -> adopt(ADOPT));

        assertThat(several)
                .hasMessageContaining("alembic_version of Alembic")
                .hasMessageContaining("goose_db_version of goose");
        adopt(new Adopt(MigrationTool.GOOSE, null, null));
        assertThat(project.status().current()).isEqualTo(1L);
        assertThat(exists("goose_db_version")).isFalse();
        assertThat(exists("alembic_version")).isTrue();
    }

    @Test
    void aTableOfAnotherNameIsNamed() {
        execute(tableOf(MigrationTool.GOLANG_MIGRATE).stream()
                .map(sql -> sql.replace("schema_migrations", "versions"))
                .toList());
        execute(golangMigrateRows(2, false).stream()
                .map(sql -> sql.replace("schema_migrations", "versions"))
                .toList());

        adopt(new Adopt(null, "Versions", null));

        assertThat(project.status().current()).isEqualTo(2L);
    }

    @Test
    void aHistoryThatSaysSomethingElseIsNotOverwritten() {
        project.delete("1_t1").delete("2_t2").up();
        execute(tableOf(MigrationTool.GOOSE));
        execute(List.of(gooseRow(2, 1, true)));

        RefusedException refused = catchThrowableOfType(RefusedException.class, () -> adopt(ADOPT));

        assertThat(refused).hasMessageContaining("t3 is in the history as applied, which is not what");
        assertThat(exists("goose_db_version")).isTrue();
    }

    @Test
    void aFailedFirstUpIsNoObstacle() {
        assertThat(catchThrowableOfType(RuntimeException.class, project::up)).isNotNull();
        execute(tableOf(MigrationTool.GOOSE));
        execute(List.of(gooseRow(2, 1, true), gooseRow(3, 2, true)));

        assertTwoAreAdopted("goose_db_version_before_tandem");
    }

    @Test
    void anUnknownVersionIsRefused() {
        execute(tableOf(MigrationTool.GOLANG_MIGRATE));

        assertThat(catchThrowableOfType(InvalidConfigurationException.class, () -> adopt(new Adopt(null, null, 7L))))
                .hasMessageContaining("There is no migration 7");
    }

    @Test
    void aNameThatIsAsLongAsTheyMayBeIsShortened() {
        String table = "schema_migrations_of_an_application_whose_name_has_63_characters";
        table = table.substring(0, 63);
        String name = table;
        execute(List.of(tableOf(MigrationTool.GOLANG_MIGRATE).get(0).replace("schema_migrations", name)));
        execute(golangMigrateRows(2, false).stream()
                .map(sql -> sql.replace("schema_migrations", name))
                .toList());
        project.with(builder -> builder.table(name));

        adopt(ADOPT);

        assertThat(exists(name.substring(0, 49) + "_before_tandem")).isTrue();
        assertThat(project.states()).containsEntry(2L, MigrationState.APPLIED);
        assertThat(adopt(ADOPT).outcome()).isEqualTo(Report.Outcome.NOTHING);
    }

    @Test
    void theNextFreeNameIsTaken() {
        execute(tableOf(MigrationTool.GOLANG_MIGRATE));
        execute(List.of(createTable("schema_migrations_before_tandem")));
        execute(golangMigrateRows(2, false));

        adopt(ADOPT);

        assertThat(exists("schema_migrations_before_tandem_2")).isTrue();
        assertThat(Jdbc.strings(database.jdbcUrl(), "SELECT i FROM schema_migrations_before_tandem"))
                .isEmpty();
    }

    @Test
    void aThousandMigrationsAreRecordedTogether() {
        execute(tableOf(MigrationTool.GOLANG_MIGRATE));
        for (int version = 4; version <= 1_000; version++) {
            project.migration(
                    version + "_t", "SELECT " + version + ";", "SELECT '" + "it''s long ".repeat(50) + version + "';");
        }
        execute(golangMigrateRows(1_000, false));

        Report report = adopt(ADOPT);

        assertThat(report.steps()).hasSize(1_000).allMatch(result -> result.outcome() == Outcome.APPLIED);
        assertThat(project.status().pending()).isZero();
    }
}
