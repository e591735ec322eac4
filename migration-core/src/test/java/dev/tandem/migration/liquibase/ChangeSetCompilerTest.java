package dev.tandem.migration.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.migration.Command;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.MigrationStatus;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import dev.tandem.migration.sql.SqlDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Change sets among SQL files. */
class ChangeSetCompilerTest {
    private static final String ORDERS = """
            databaseChangeLog:
              - changeSet:
                  id: 1
                  author: ann
                  changes:
                    - createTable:
                        tableName: orders
                        columns:
                          - column: {name: id, type: bigint}
                    - createProcedure:
                        procedureText: |
                          CREATE FUNCTION one() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN 1; END $$
                  rollback:
                    - sql: {sql: DROP FUNCTION one()}
                    - dropTable: {tableName: orders}
            """;

    private final TestDatabase postgres = DatabasesForTests.postgres();

    @TempDir
    Path directory;

    @AfterEach
    void dropDatabase() {
        postgres.close();
    }

    private MigrationManager manager() {
        return manager(postgres);
    }

    private MigrationManager manager(TestDatabase database) {
        return MigrationManager.builder()
                .database(SqlDatabase.builder("main")
                        .url(database.jdbcUrl())
                        .paths(List.of(directory.toString()))
                        .build())
                .build();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private List<String> tables() {
        return Jdbc.strings(
                postgres.jdbcUrl(),
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_migrations' ORDER BY 1");
    }

    private List<MigrationState> states() {
        return manager().status().get(0).migrations().stream()
                .map(MigrationStatus::state)
                .toList();
    }

    @Test
    void aChangeSetRunsInItsTurnUnderOurHistory() throws IOException {
        write("1_users.up.sql", "CREATE TABLE users (id bigint);");
        write("1_users.down.sql", "DROP TABLE users;");
        write("2_orders.yaml", ORDERS);
        write("3_more.sql", "CREATE TABLE more AS SELECT one() AS one FROM orders;");
        manager().run(Command.up());

        assertThat(tables()).containsExactly("more", "orders", "users");
        assertThat(states()).containsOnly(MigrationState.APPLIED);
        assertThat(manager().run(Command.up()).steps()).isEmpty();
    }

    @Test
    void itsRollbackIsItsDown() throws IOException {
        write("2_orders.yaml", ORDERS);
        manager().run(Command.up());
        manager().run(Command.down(1));
        assertThat(tables()).isEmpty();

        manager().run(Command.up());
        Files.delete(directory.resolve("2_orders.yaml"));
        manager().run(Command.down(1));
        assertThat(tables()).as("by the recorded down").isEmpty();
    }

    @Test
    void theDryRunShowsItsSql() throws IOException {
        write("2_orders.yaml", ORDERS);
        StringBuilder out = new StringBuilder();
        manager().dryRun(Command.up(), out);

        assertThat(out).contains("CREATE TABLE orders (id BIGINT);").contains("CREATE FUNCTION one()");
    }

    @Test
    void anEditedOneHasChanged() throws IOException {
        write("2_orders.yaml", ORDERS);
        manager().run(Command.up());
        write("2_orders.yaml", "# why\n" + ORDERS);
        assertThat(states()).containsExactly(MigrationState.APPLIED);
        write("2_orders.yaml", ORDERS.replace("type: bigint", "type: int"));
        assertThat(states()).containsExactly(MigrationState.CHANGED);
    }

    @Test
    void xmlAndJsonAreAutomaticallyTakenBack() throws IOException {
        write("1_a.xml", """
                <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
                    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                    xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd">
                  <changeSet id="1" author="ann">
                    <createTable tableName="a"><column name="id" type="int"/></createTable>
                  </changeSet>
                </databaseChangeLog>
                """);
        write("2_b.json", """
                {"databaseChangeLog": [
                  {"changeSet": {"id": "1", "author": "ann", "changes": [
                    {"createTable": {"tableName": "b", "columns": [{"column": {"name": "id", "type": "int"}}]}}]}},
                  {"changeSet": {"id": "2", "author": "ann", "dbms": "oracle", "changes": [
                    {"createTable": {"tableName": "never", "columns": [{"column": {"name": "id", "type": "int"}}]}}]}},
                  {"changeSet": {"id": "3", "author": "ann", "changes": [
                    {"addColumn": {"tableName": "b", "columns": [{"column": {"name": "name", "type": "text"}}]}}]}}
                ]}
                """);
        manager().run(Command.up());
        assertThat(tables()).containsExactly("a", "b");
        manager().run(Command.down(2));
        assertThat(tables()).isEmpty();
    }

    @Test
    void aChangeForOtherDatabasesIsLeftOutAndQuotingIsKept() throws IOException {
        write("1_a.yaml", """
                databaseChangeLog:
                  - changeSet:
                      id: 1
                      author: ann
                      objectQuotingStrategy: QUOTE_ALL_OBJECTS
                      changes:
                        - createTable: {tableName: Mixed, columns: [{column: {name: id, type: int}}]}
                        - sql: {dbms: oracle, sql: CREATE TABLE never (id int)}
                        - sql: {dbms: postgresql, sql: CREATE TABLE also (id int)}
                      rollback:
                        - sql: {dbms: oracle, sql: DROP TABLE never}
                        - sql: {sql: DROP TABLE also}
                        - dropTable: {tableName: Mixed}
                """);
        manager().run(Command.up());
        assertThat(tables()).containsExactlyInAnyOrder("Mixed", "also");
        manager().run(Command.down(1));
        assertThat(tables()).isEmpty();
    }

    @Test
    void oneOutsideOfATransactionRunsThatWay() throws IOException {
        write("1_orders.sql", "CREATE TABLE orders (id bigint);");
        write("2_index.yaml", """
                databaseChangeLog:
                  - changeSet:
                      id: 1
                      author: ann
                      runInTransaction: false
                      changes: [{sql: {sql: CREATE INDEX CONCURRENTLY orders_id ON orders (id)}}]
                """);
        manager().run(Command.up());

        assertThat(states()).containsOnly(MigrationState.APPLIED);
    }

    @Test
    void aFailureSaysWhichStatementItWas() throws IOException {
        write(
                "1_wrong.yaml",
                "databaseChangeLog: [{changeSet: {id: 1, author: ann, changes: [{sql: {sql: SELECT nothing}}]}}]");

        assertThatThrownBy(() -> manager().run(Command.up()))
                .isInstanceOfSatisfying(StatementFailedException.class, e -> {
                    assertThat(e.failure().location()).endsWith("1_wrong.yaml (as Liquibase compiles it)");
                    assertThat(e.failure().sql()).isEqualTo("SELECT nothing");
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "preConditions: [{tableExists: {tableName: x}}]                        | has preconditions",
                "context: production                                                   | has contexts or labels",
                "runOnChange: true                                                     | has runAlways or runOnChange",
                "changes: [{customChange: {class: dev.tandem.migration.liquibase.CountingTask}}] | has customChange",
                "changes: [{executeCommand: {executable: ls}}]                         | has executeCommand",
                "changes: [{loadData: {file: x.csv, tableName: x}}]                    | has loadData",
                "changes: [{addColumn: {tableName: x}}]                                | is not valid: addColumn",
                "changes: [{nonsense: {tableName: x}}]                                 | nonsense",
            })
    void whatIsNotSqlBeforeItRunsIsRefusedBeforeAnythingRuns(String part, String message) throws IOException {
        write("1_users.sql", "CREATE TABLE users (id bigint);");
        write("2_x.yaml", "databaseChangeLog:\n  - changeSet:\n      id: 1\n      author: ann\n      " + part + "\n");

        assertThatThrownBy(() -> manager().run(Command.up()))
                .isInstanceOf(InvalidMigrationException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("2_x.yaml");
        assertThat(tables()).isEmpty();
    }

    @Test
    void whereLiquibaseKnowsNoSuchDatabaseItIsRefused() throws IOException {
        write("2_orders.yaml", ORDERS);
        try (TestDatabase clickhouse = DatabasesForTests.clickhouse()) {
            assertThatThrownBy(() -> manager(clickhouse).run(Command.up()))
                    .isInstanceOf(InvalidMigrationException.class)
                    .hasMessageContaining("2_orders.yaml")
                    .hasMessageContaining("Liquibase knows no database with such an address");
        }
    }
}
