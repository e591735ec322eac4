package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.migration.MigrationState;
import dev.tandem.migration.MigrationTool;
import dev.tandem.migration.Report;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.StepResult;
import dev.tandem.migration.StepResult.Outcome;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.AdoptContract;
import dev.tandem.migration.sql.Jdbc;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The tables are those of the tools' own sources, for ClickHouse; Alembic has none for it, and gets an obvious one. */
class ClickHouseAdoptTest extends AdoptContract {
    private static final String BACKUP = "schema_migrations_before_tandem";

    @Override
    protected TestDatabase createDatabase() {
        return DatabasesForTests.clickhouse();
    }

    @Override
    protected String name() {
        return "clickhouse";
    }

    @Override
    protected String createTable(String table) {
        return "CREATE TABLE " + table + " (i UInt64) ENGINE = MergeTree ORDER BY i";
    }

    @Override
    protected List<String> tableOf(MigrationTool tool) {
        return switch (tool) {
            // golang-migrate/migrate database/clickhouse/clickhouse.go
            case GOLANG_MIGRATE ->
                List.of("CREATE TABLE schema_migrations (version Int64, dirty UInt8, sequence UInt64) Engine=TinyLog");
            // amacneil/dbmate pkg/driver/clickhouse/clickhouse.go, with a version that was taken back
            case DBMATE ->
                List.of(
                        "create table if not exists schema_migrations (version String, ts DateTime default now(),"
                                + " applied UInt8 default 1) engine = ReplacingMergeTree(ts)"
                                + " primary key version order by version",
                        "insert into schema_migrations (version, ts) values ('3', now() - 10)",
                        "insert into schema_migrations (version, applied) values ('3', 0)");
            // pressly/goose internal/dialects/clickhouse.go
            case GOOSE ->
                List.of(
                        "CREATE TABLE IF NOT EXISTS goose_db_version (version_id Int64, is_applied UInt8,"
                                + " date Date default now(), tstamp DateTime default now())"
                                + " ENGINE = MergeTree() ORDER BY (version_id)",
                        gooseRow(1, 0, true));
            // flyway/flyway-community-db-support flyway-database-clickhouse ClickHouseDatabase.java
            case FLYWAY ->
                List.of("CREATE TABLE IF NOT EXISTS flyway_schema_history (installed_rank Int32, version String,"
                        + " description String, type String, script String, checksum Nullable(Int32),"
                        + " installed_by String, installed_on DateTime DEFAULT now(), execution_time Int32,"
                        + " success Bool) ENGINE = MergeTree PRIMARY KEY (version)");
            // MEDIARITHMICS/liquibase-clickhouse CreateDatabaseChangeLogTableClickHouse
            case LIQUIBASE ->
                List.of("CREATE TABLE IF NOT EXISTS DATABASECHANGELOG (ID String, AUTHOR String, FILENAME String,"
                        + " DATEEXECUTED DateTime64, ORDEREXECUTED UInt64, EXECTYPE String, MD5SUM Nullable(String),"
                        + " DESCRIPTION Nullable(String), COMMENTS Nullable(String), TAG Nullable(String),"
                        + " LIQUIBASE Nullable(String), CONTEXTS Nullable(String), LABELS Nullable(String),"
                        + " DEPLOYMENT_ID Nullable(String)) ENGINE MergeTree() ORDER BY ID");
            case ALEMBIC -> List.of("CREATE TABLE alembic_version (version_num String) ENGINE = TinyLog");
        };
    }

    @Override
    protected String liquibaseRow(int order, String id, String file, String exectype) {
        String row = super.liquibaseRow(order, id, file, exectype);
        int values = row.indexOf(" VALUES");
        return row.substring(0, values).toUpperCase(Locale.ROOT) + row.substring(values);
    }

    /** Each a second after the one before: the table's clock is that coarse. */
    @Override
    protected String gooseRow(int order, long version, boolean applied) {
        return "INSERT INTO goose_db_version (version_id, is_applied, tstamp) VALUES (" + version + ", "
                + (applied ? 1 : 0) + ", toDateTime(1700000000 + " + order + "))";
    }

    /** Each version is set dirty first. */
    @Override
    protected List<String> golangMigrateRows(long version, boolean dirty) {
        return List.of(
                "INSERT INTO schema_migrations VALUES (" + version + ", " + (dirty ? 1 : 0) + ", 1700000000000000009)",
                "INSERT INTO schema_migrations VALUES (1, 0, 1700000000000000001), (" + version
                        + ", 1, 1700000000000000008)");
    }

    @Override
    protected boolean exists(String table) {
        return Jdbc.number(
                        database.jdbcUrl(),
                        "SELECT count() FROM system.tables WHERE database = currentDatabase() AND lower(name) = '"
                                + table + "'")
                == 1;
    }

    /** What a run leaves that was killed before it exchanged the tables. */
    @Test
    void aRunThatWasCutShortWhereTheOtherTableStandsInOurPlaceIsRepeated() {
        execute(tableOf(MigrationTool.GOLANG_MIGRATE));
        execute(golangMigrateRows(2, false));
        // Prepared with one event too many: the other tool may have gone back since.
        execute(List.of(
                "CREATE TABLE " + BACKUP + " (seq UInt64, fence UInt64, version Int64) ENGINE = MergeTree"
                        + " ORDER BY seq COMMENT 'tandem history, layout 1'",
                "INSERT INTO " + BACKUP + " VALUES (1, 1, 3)"));
        assertThatEveryCommandStillRefuses();

        adopt(ADOPT);

        assertThat(project.states().values())
                .containsExactly(MigrationState.APPLIED, MigrationState.APPLIED, MigrationState.PENDING);
        assertThat(Jdbc.number(database.jdbcUrl(), "SELECT max(version) FROM " + BACKUP + "_2"))
                .isEqualTo(2);
        assertThat(adopt(ADOPT).outcome()).isEqualTo(Report.Outcome.NOTHING);
    }

    @Test
    void whatCannotBeRecordedIsNotRecordedInPart() {
        assertThat(catchThrowableOfType(StatementFailedException.class, project::up))
                .isNotNull();
        execute(tableOf(MigrationTool.GOOSE));
        execute(List.of(gooseRow(2, 1, true), gooseRow(3, 2, true)));
        execute(List.of("ALTER TABLE schema_migrations ADD CONSTRAINT c CHECK version < 2"));

        StatementFailedException failed = catchThrowableOfType(StatementFailedException.class, () -> adopt(ADOPT));

        assertThat(failed).hasMessageContaining("goose_db_version of goose could not be taken over");
        assertThat(failed.report().steps())
                .extracting(StepResult::outcome)
                .containsExactly(Outcome.FAILED, Outcome.NOT_RUN);
        assertThat(project.status().current()).isNull();
        assertThat(exists("goose_db_version")).isTrue();
        execute(List.of("ALTER TABLE schema_migrations DROP CONSTRAINT c"));
        adopt(ADOPT);
        assertThat(project.status().current()).isEqualTo(2L);
    }

    @Test
    void aRunThatWasCutShortBetweenRecordingAndRenamingOnlyRenames() {
        execute(tableOf(MigrationTool.GOOSE));
        execute(List.of(gooseRow(2, 1, true), gooseRow(3, 2, true)));
        adopt(ADOPT);
        execute(List.of("RENAME TABLE goose_db_version_before_tandem TO goose_db_version"));
        long events = Jdbc.number(database.jdbcUrl(), "SELECT count() FROM schema_migrations");

        Report report = adopt(ADOPT);

        assertThat(report.outcome()).isEqualTo(Report.Outcome.DONE);
        assertThat(report.steps()).isEmpty();
        assertThat(exists("goose_db_version")).isFalse();
        assertThat(exists("goose_db_version_before_tandem")).isTrue();
        assertThat(Jdbc.number(database.jdbcUrl(), "SELECT count() FROM schema_migrations"))
                .isEqualTo(events);
    }
}
