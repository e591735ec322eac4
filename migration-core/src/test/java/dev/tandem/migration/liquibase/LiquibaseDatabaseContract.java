package dev.tandem.migration.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.migration.Command;
import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.LockTimeoutException;
import dev.tandem.migration.LostLockException;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.MigrationStatus;
import dev.tandem.migration.MissingDownException;
import dev.tandem.migration.PastRun;
import dev.tandem.migration.Report;
import dev.tandem.migration.RunCancelledException;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.sql.Jdbc;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import liquibase.ChecksumVersion;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.change.CheckSum;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.executor.ExecutorService;
import liquibase.resource.DirectoryResourceAccessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a changelog does on a real database. */
abstract class LiquibaseDatabaseContract {
    @TempDir
    Path directory;

    private Consumer<LiquibaseDatabase.Builder> more = builder -> {};
    private Duration lockWait = Duration.ofSeconds(1);

    abstract String url();

    MigrationManager manager() {
        LiquibaseDatabase.Builder builder = LiquibaseDatabase.builder("shop")
                .url(url())
                .changelog("classpath:changelogs/master.yaml")
                .contexts("production")
                .parameters(Map.of("text", "hello"));
        more.accept(builder);
        return MigrationManager.builder()
                .database(builder.build())
                .lockWait(lockWait)
                .build();
    }

    void with(Consumer<LiquibaseDatabase.Builder> settings) {
        more = more.andThen(settings);
    }

    private Report up() {
        return manager().run(Command.up());
    }

    private DatabaseStatus status() {
        return manager().status().get(0);
    }

    private List<String> states() {
        return status().migrations().stream()
                .map(migration ->
                        migration.version() + " " + migration.name().replaceAll(".*::", "") + " " + migration.state())
                .toList();
    }

    private List<String> orders() {
        return Jdbc.strings(url(), "SELECT id FROM shop_orders ORDER BY id");
    }

    private List<String> notes() {
        return Jdbc.strings(url(), "SELECT text FROM shop_notes ORDER BY text");
    }

    @Test
    void aChangelogIsRunAndThenNothingIsDue() {
        Report report = up();

        assertThat(report.steps()).hasSize(6);
        assertThat(orders()).containsExactly("3", "4");
        assertThat(notes()).containsExactly("always", "hello");
        assertThat(states())
                .containsExactly(
                        "1 1 APPLIED",
                        "2 2 APPLIED",
                        "3 3 APPLIED",
                        "4 note APPLIED",
                        "6 4 APPLIED",
                        "7 always APPLIED");
        assertThat(up().steps()).isEmpty();
        assertThat(notes()).containsExactly("always", "hello");
    }

    @Test
    void aChangeSetIsKnownByItsPathAuthorAndId() {
        assertThat(status().migrations())
                .extracting(MigrationStatus::name)
                .startsWith(
                        "changelogs/tables.xml::ann::1",
                        "changelogs/tables.xml::bob::2",
                        "changelogs/sql/orders.sql::bob::3");
        LiquibaseDatabase database = LiquibaseDatabase.builder("shop")
                .url(url())
                .changelog("classpath:changelogs/master.yaml")
                .build();
        assertThat(database.version("changelogs/sql/orders.sql::bob::3")).isEqualTo(3);
        assertThat(database.version("nobody")).isNull();
    }

    @Test
    void whatIsToRunOnChangeIsDueWhenItHasChanged() {
        up();
        with(builder -> builder.parameters(Map.of("text", "good morning")));

        assertThat(states()).contains("4 note PENDING");
        up();
        assertThat(notes()).contains("good morning");
        assertThat(up().steps()).isEmpty();
    }

    @Test
    void whatIsToRunAlwaysIsDueOnlyWhereThatIsConfigured() {
        up();
        with(builder -> builder.runAlways(true));

        assertThat(up().steps()).hasSize(1);
        assertThat(notes()).containsExactly("always", "always", "hello");
    }

    @Test
    void whatIsToRunAlwaysRunsBesideWhatIsDue() {
        up();
        with(builder -> builder.parameters(Map.of("text", "other")));
        assertThat(up().steps())
                .extracting(result -> result.step().name().replaceAll(".*::", ""))
                .containsExactly("note", "always");
        assertThat(notes()).containsExactly("always", "other");
        assertThat(up().steps()).isEmpty();
    }

    @Test
    void aChangeSetThatIsThereTwiceIsRefused() throws IOException {
        changelog("""
                  - changeSet: {id: 1, author: ann, changes: [{sql: {sql: SELECT 1}}]}
                  - changeSet: {id: 1, author: ann, changes: [{sql: {sql: SELECT 2}}]}
                """);

        assertThatThrownBy(() -> up())
                .isInstanceOf(InvalidMigrationException.class)
                .hasMessageContaining("::ann::1 is there twice");
    }

    @Test
    void aChangeThatLacksWhatItNeedsIsRefusedBeforeAnythingRuns() throws IOException {
        changelog("""
                  - changeSet: {id: 1, author: ann, changes: [{sql: {sql: CREATE TABLE shop_orders (id int)}}]}
                  - changeSet: {id: 2, author: ann, changes: [{addColumn: {tableName: shop_orders}}]}
                """);

        assertThatThrownBy(() -> up())
                .isInstanceOf(InvalidMigrationException.class)
                .hasMessageContaining("::ann::2 is not valid: addColumn");
        assertThat(status().migrations()).extracting(MigrationStatus::state).containsOnly(MigrationState.PENDING);
    }

    @Test
    void changeSetsAreTakenBackFromTheEndOfTheChangelog() {
        up();
        manager().run(Command.down(4));

        assertThat(orders()).isEmpty();
        assertThat(states()).contains("2 2 APPLIED", "3 3 PENDING", "7 always PENDING");
    }

    @Test
    void labelsSelect() {
        with(builder -> builder.labels("!later"));
        up();

        assertThat(orders()).containsExactly("3");
    }

    @Test
    void forcingMarksAsRunAndNothingElse() {
        manager().run(new Command.Force(3L));

        assertThat(states()).contains("3 3 APPLIED", "4 note PENDING");
        assertThat(Jdbc.number(url(), "SELECT count(*) FROM DATABASECHANGELOG")).isEqualTo(3);
        manager().run(new Command.Force(null));
        assertThat(Jdbc.number(url(), "SELECT count(*) FROM DATABASECHANGELOG")).isZero();
    }

    @Test
    void theDryRunIsTheSqlAndRunsNothing() {
        StringBuilder out = new StringBuilder();
        manager().dryRun(Command.up(), out);

        assertThat(out).containsIgnoringCase("CREATE TABLE").contains("INSERT INTO shop_orders (id) VALUES (3)");
        assertThat(states()).allMatch(state -> state.endsWith("PENDING"));
    }

    @Test
    void aFailureNamesTheChangeSetAndTheReason() throws IOException {
        changelog("- changeSet: {id: 1, author: ann, changes: [{sql: {sql: SELECT nothing}}]}");

        assertThatThrownBy(this::up)
                .isInstanceOf(StatementFailedException.class)
                .hasMessageContaining("broken.yaml::ann::1")
                .hasMessageContaining("SELECT nothing");
        assertThat(states()).containsExactly("1 1 PENDING");
    }

    @Test
    void aChangedChangeSetIsRefused() throws IOException {
        changelog("- changeSet: {id: 1, author: ann, changes: [{sql: {sql: SELECT 1}}]}");
        up();
        changelog("- changeSet: {id: 1, author: ann, changes: [{sql: {sql: SELECT 2}}]}");

        assertThat(states()).containsExactly("1 1 CHANGED");
        manager().run(new Command.Repair());
        assertThat(states()).containsExactly("1 1 APPLIED");
    }

    @Test
    void oneWithoutARollbackStopsTheWayBack() throws IOException {
        changelog("- changeSet: {id: 1, author: ann, changes: [{sql: {sql: SELECT 1}}]}");
        up();

        assertThatThrownBy(() -> manager().run(Command.down(1))).isInstanceOf(MissingDownException.class);
    }

    @Test
    void itsDeploymentsAreThePastRuns() {
        manager().run(new Command.Up(2, Command.Resume.REFUSE));
        up();

        assertThat(manager().info().get(0).runs()).extracting(PastRun::applied).containsExactly(states().size() - 2, 2);
    }

    @Test
    void whatWasTakenOutOfTheChangelogIsNotInTheWay() throws IOException {
        String one =
                "  - changeSet: {id: 1, author: ann, changes: [{createTable: {tableName: one, columns: [{column: {name: id, type: int}}]}}]}\n";
        String two = one.replace("id: 1", "id: 2").replace("tableName: one", "tableName: two");
        changelog(one + two);
        up();
        changelog(two);

        assertThat(states()).containsExactly("1 2 APPLIED");
        manager().run(Command.down(1));
        assertThat(states()).contains("1 2 PENDING");
    }

    @Test
    void whatANewerApplicationHasRunIsLeftAlone() throws IOException {
        changelog("- changeSet: {id: 1, author: ann, changes: [{sql: {sql: SELECT 1}}], rollback: []}\n"
                + "- changeSet: {id: 2, author: ann, changes: [{sql: {sql: SELECT 1}}], rollback: []}");
        up();
        changelog("- changeSet: {id: 1, author: ann, changes: [{sql: {sql: SELECT 1}}], rollback: []}");

        assertThat(status().migrations()).extracting(MigrationStatus::state).contains(MigrationState.FUTURE);
        assertThat(up().steps()).isEmpty();
    }

    @Test
    void aChangelogThatCannotBeReadSaysWhy() throws IOException {
        changelog("- changeSet: {id: 1");
        assertThatThrownBy(this::up)
                .isInstanceOf(InvalidMigrationException.class)
                .hasMessageContaining("broken.yaml");
    }

    @Test
    void aRowThatAnOlderApplicationHoldsIsWaitedForAndNamed() {
        up();
        locked("another (10.0.0.7)");
        with(builder -> builder.labels("x or later").parameters(Map.of("text", "other")));

        assertThatThrownBy(this::up)
                .isInstanceOf(LockTimeoutException.class)
                .hasMessageContaining("another (10.0.0.7)");
    }

    void locked(String by) {
        Jdbc.execute(
                url(),
                "UPDATE DATABASECHANGELOGLOCK SET LOCKED = TRUE, LOCKEDBY = '" + by
                        + "', LOCKGRANTED = CURRENT_TIMESTAMP WHERE ID = 1");
    }

    private void task() throws IOException {
        task("runInTransaction: true");
    }

    void task(String attribute) throws IOException {
        CountingTask.reset();
        changelog("- changeSet: {id: 1, author: ann, " + attribute + ", changes: [{customChange: {class: "
                + CountingTask.class.getName() + "}}]}");
    }

    @Test
    void lookingAtCodeOfAChangeSetDoesNotExecuteIt() throws IOException {
        task();
        StringBuilder out = new StringBuilder();
        manager().dryRun(Command.up(), out);

        assertThat(out).contains("customChange");
        assertThat(states()).containsExactly("1 1 PENDING");
        assertThat(CountingTask.EXECUTED).hasValue(0);
    }

    @Test
    void codeOfAChangeSetIsExecutedOnceAndTakenBackOnce() throws IOException {
        task();
        up();
        assertThat(CountingTask.EXECUTED).hasValue(1);
        manager().run(Command.down(1));

        assertThat(CountingTask.TAKEN_BACK).hasValue(1);
        assertThat(CountingTask.EXECUTED).hasValue(1);
    }

    @Test
    void codeThatThrowsIsAFailureLikeAnyOther() throws IOException {
        task();
        CountingTask.fails = true;

        assertThatThrownBy(this::up)
                .isInstanceOf(StatementFailedException.class)
                .hasMessageContaining("no such luck");
        CountingTask.fails = false;
        assertThat(up().steps()).hasSize(1);
    }

    @Test
    void emptyingItLeavesNothing() {
        up();
        StringBuilder out = new StringBuilder();
        manager().dryRun(new Command.Drop(), out);
        assertThat(out).containsIgnoringCase("DROP TABLE");
        assertThat(orders()).as("a dry run").containsExactly("3", "4");
        manager().run(new Command.Drop());

        assertThat(states()).allMatch(state -> state.endsWith("PENDING"));
        up();
        assertThat(orders()).containsExactly("3", "4");
    }

    @Test
    void theRowOfTheLockIsGivenBackWhenARunIsCancelled() throws IOException {
        task();
        MigrationManager manager = manager();
        CountingTask.meanwhile = manager::cancel;

        assertThatThrownBy(() -> manager.run(Command.up())).isInstanceOf(RunCancelledException.class);
        assertThat(Jdbc.strings(url(), "SELECT LOCKEDBY FROM DATABASECHANGELOGLOCK WHERE LOCKED"))
                .isEmpty();
        CountingTask.reset();
        assertThat(up().steps()).hasSize(1);
    }

    void changelog(String changeSets) throws IOException {
        Path file = directory.resolve("broken.yaml");
        Files.writeString(file, "databaseChangeLog:\n" + changeSets + "\n");
        with(builder -> builder.changelog(file.toString()));
    }

    @Test
    void aRunWhoseRowWasTakenOverRecordsNothingAndLeavesTheRowAlone() throws IOException {
        task();
        CountingTask.meanwhile = () -> locked("another (10.0.0.7)");

        assertThatThrownBy(this::up).isInstanceOf(LostLockException.class);
        assertThat(Jdbc.number(url(), "SELECT count(*) FROM DATABASECHANGELOG")).isZero();
        assertThat(Jdbc.strings(url(), "SELECT LOCKEDBY FROM DATABASECHANGELOGLOCK WHERE LOCKED"))
                .containsExactly("another (10.0.0.7)");
    }

    @Test
    void whatWasOnlyMarkedAsRunIsNotTakenAwayWhenItIsTakenBack() throws IOException {
        changelog(
                "- changeSet: {id: 1, author: ann, preConditions: [{onFail: MARK_RAN}, {not: {tableExists: {tableName: t}}}],"
                        + " changes: [{createTable: {tableName: t, columns: [{column: {name: id, type: int}}]}}]}");
        Jdbc.execute(url(), "CREATE TABLE t (id int)", "INSERT INTO t VALUES (1)");
        up();
        StringBuilder out = new StringBuilder();
        manager().dryRun(Command.down(1), out);
        assertThat(out).doesNotContainIgnoringCase("DROP TABLE");
        manager().run(Command.down(1));

        assertThat(Jdbc.number(url(), "SELECT count(*) FROM t")).isEqualTo(1);
        assertThat(states()).containsExactly("1 1 PENDING");
    }

    @Test
    void whatTheWholeChangelogAsksForIsAskedBeforeAnythingOfItRuns() throws IOException {
        changelog("""
                  - preConditions: [{onFailMessage: first things first}, {tableExists: {tableName: t}}]
                  - changeSet: {id: 1, author: ann, changes: [{sql: {sql: CREATE TABLE u (id int)}}]}
                  - changeSet: {id: 2, author: ann, changes: [{sql: {sql: INSERT INTO u VALUES (1)}}]}
                """);

        assertThatThrownBy(this::up)
                .isInstanceOf(InvalidMigrationException.class)
                .hasMessageContaining("broken.yaml")
                .hasMessageContaining("first things first");
        assertThat(states()).containsExactly("1 1 PENDING", "2 2 PENDING");
        Jdbc.execute(url(), "CREATE TABLE t (id int)");
        assertThat(up().steps()).hasSize(2);
    }

    @Test
    void whatTheWholeChangelogAsksForMayBeThatSomebodyIsWarned() throws IOException {
        changelog("""
                  - preConditions: [{onFail: WARN}, {tableExists: {tableName: t}}]
                  - changeSet: {id: 1, author: ann, changes: [{sql: {sql: CREATE TABLE u (id int)}}]}
                """);

        assertThat(up().steps()).hasSize(1);
    }

    @Test
    void whatAPreconditionHasPassedOverIsRunOnceWhenItHolds() throws IOException {
        changelog(
                "- changeSet: {id: 1, author: ann, preConditions: [{onFail: CONTINUE}, {tableExists: {tableName: t}}],"
                        + " changes: [{sql: {sql: INSERT INTO t VALUES (1)}}]}");
        assertThatItRunsOnceWhenItsTableIsThere();
    }

    private void assertThatItRunsOnceWhenItsTableIsThere() {
        MigrationManager manager = manager();
        manager.run(Command.up());
        Jdbc.execute(url(), "CREATE TABLE t (id int)");

        manager.run(Command.up());
        manager.run(Command.up());
        assertThat(Jdbc.number(url(), "SELECT count(*) FROM t")).isEqualTo(1);
    }

    @Test
    void whatFailedAndIsNotToBeAnErrorIsRunOnceWhenItSucceeds() throws IOException {
        changelog("- changeSet: {id: 1, author: ann, failOnError: false,"
                + " changes: [{sql: {sql: INSERT INTO t VALUES (1)}}]}");
        assertThatItRunsOnceWhenItsTableIsThere();
    }

    @Test
    void whatLiquibaseItselfHasRunIsApplied() throws Exception {
        changelog("- changeSet: {id: 1, author: ann, changes: [{sql: {sql: SELECT 1}},"
                + " {sql: {dbms: h2, sql: SELECT 2}}, {sql: {dbms: postgresql, sql: SELECT 3}}]}");
        liquibase(Liquibase::update);

        assertThat(states()).containsExactly("1 1 APPLIED");
        assertThat(up().steps()).isEmpty();
    }

    @Test
    void whatAnOlderLiquibaseHasRunIsApplied() throws Exception {
        changelog("- changeSet: {id: 1, author: ann, changes: [{sql: {sql: SELECT 1}},"
                + " {sql: {dbms: h2, sql: SELECT 2}}, {sql: {dbms: postgresql, sql: SELECT 3}}]}");
        up();
        liquibase(liquibase -> {
            CheckSum old =
                    liquibase.getDatabaseChangeLog().getChangeSets().get(0).generateCheckSum(ChecksumVersion.V8);
            Jdbc.execute(url(), "UPDATE DATABASECHANGELOG SET MD5SUM = '" + old + "'");
        });

        assertThat(Jdbc.strings(url(), "SELECT MD5SUM FROM DATABASECHANGELOG")).allMatch(sum -> sum.startsWith("8:"));
        MigrationManager manager = manager();
        assertThat(manager.plan(Command.up()).steps()).isEmpty();
        assertThat(manager.plan(Command.up()).steps()).isEmpty();
    }

    @Test
    void whatAnOlderLiquibaseRunsWhileWeWaitForItIsApplied() throws Exception {
        changelog(
                "- changeSet: {id: 1, author: ann, changes: [{sql: {sql: SELECT 1}}, {sql: {dbms: none, sql: SELECT 2}}]}");
        MigrationManager manager = manager();
        assertThat(manager.plan(Command.up()).steps()).hasSize(1);
        up();
        liquibase(liquibase -> {
            CheckSum old =
                    liquibase.getDatabaseChangeLog().getChangeSets().get(0).generateCheckSum(ChecksumVersion.V8);
            Jdbc.execute(url(), "UPDATE DATABASECHANGELOG SET MD5SUM = '" + old + "'");
        });

        assertThat(manager.plan(Command.up()).steps()).isEmpty();
    }

    private interface Work {
        void with(Liquibase liquibase) throws Exception;
    }

    /** As an application does that knows nothing of us. */
    private void liquibase(Work work) throws Exception {
        try (Connection connection = DriverManager.getConnection(url())) {
            Database database =
                    DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
            work.with(new Liquibase("broken.yaml", new DirectoryResourceAccessor(directory), database));
        }
    }

    @Test
    void lookingManyTimesLeavesNothingBehind() throws Exception {
        up();
        Object service = Scope.getCurrentScope().getSingleton(ExecutorService.class);
        Field field = ExecutorService.class.getDeclaredField("executors");
        field.setAccessible(true);
        Map<?, ?> executors = (Map<?, ?>) field.get(service);
        int before = executors.size();
        status();
        status();

        assertThat(executors).hasSizeLessThanOrEqualTo(before);
    }

    @Test
    void whatANewerApplicationHasRunStopsTheWayBack() throws IOException {
        changelog("- changeSet: {id: 1, author: ann, changes: [{sql: {sql: SELECT 1}}], rollback: []}\n"
                + "- changeSet: {id: 2, author: ann, changes: [{sql: {sql: SELECT 1}}], rollback: []}");
        up();
        changelog("- changeSet: {id: 1, author: ann, changes: [{sql: {sql: SELECT 1}}], rollback: []}");

        assertThatThrownBy(() -> manager().run(Command.down(1)))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("broken.yaml::ann::2");
    }

    @Test
    void aFileOfSqlBesideTheChangelogIsFound() throws IOException {
        Files.writeString(directory.resolve("one.sql"), "CREATE TABLE t (id int); INSERT INTO t VALUES (1);");
        changelog(
                "- changeSet: {id: 1, author: ann, changes: [{sqlFile: {path: one.sql, relativeToChangelogFile: true}}],"
                        + " rollback: []}");
        StringBuilder out = new StringBuilder();
        manager().dryRun(Command.up(), out);
        assertThat(out).contains("INSERT INTO t VALUES (1)");
        MigrationManager manager = manager();
        manager.run(Command.up());
        manager.run(Command.up());
        assertThat(Jdbc.number(url(), "SELECT count(*) FROM t")).isEqualTo(1);
    }
}
