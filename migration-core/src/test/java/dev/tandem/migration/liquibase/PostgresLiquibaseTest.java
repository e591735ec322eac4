package dev.tandem.migration.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.migration.Command;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Jdbc;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresLiquibaseTest extends LiquibaseDatabaseContract {
    private final TestDatabase database = DatabasesForTests.postgres();

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Override
    String url() {
        return database.jdbcUrl();
    }

    /** Liquibase knows several databases with addresses like its. */
    @Test
    void isTakenForAPostgresql() throws IOException {
        changelog("""
                  - property: {name: kind, value: postgresql, dbms: postgresql}
                  - property: {name: kind, value: another, dbms: "!postgresql"}
                  - changeSet:
                      {id: 1, author: ann, dbms: postgresql, changes: [{sql: {sql: "CREATE TABLE ${kind} (i int)"}}]}
                  - changeSet: {id: 2, author: ann, dbms: cockroachdb, changes: [{sql: {sql: SELECT nothing}}]}
                """);

        assertThat(manager().run(Command.up()).steps()).hasSize(1);
        assertThat(Jdbc.number(url(), "SELECT count(*) FROM postgresql")).isZero();
    }

    @Test
    void aRowThatARunOfOursHasLeftIsTakenOverAtOnce() {
        manager().run(Command.up());
        locked("tandem run x of y");
        with(builder -> builder.parameters(Map.of("text", "other")));

        assertThat(manager().run(Command.up()).steps()).isNotEmpty();
        assertThat(Jdbc.number(url(), "SELECT count(*) FROM databasechangeloglock WHERE locked"))
                .isZero();
    }

    @Test
    void aRowThatARunOfOursHasLeftIsNobodysLock() {
        manager().run(Command.up());
        locked("tandem run x of y");
        assertThat(manager().status().get(0).lock().isHeld()).isFalse();

        locked("another (10.0.0.7)");
        assertThat(manager().status().get(0).lock().holder()).contains("another (10.0.0.7)");
    }

    @Test
    void aRowThatIsOlderThanTheLimitIsTakenOver() {
        manager().run(Command.up());
        locked("another (10.0.0.7)");
        Jdbc.execute(url(), "UPDATE databasechangeloglock SET lockgranted = now() - interval '11 minutes'");
        with(builder -> builder.parameters(Map.of("text", "other")));

        assertThat(manager().run(Command.up()).steps()).isNotEmpty();
    }

    @Test
    void anAddressWithAPasswordIsNotShown() {
        with(builder -> builder.url("jdbc:mariadb://localhost/shop?user=x&password=hunter2"));

        assertThatThrownBy(() -> manager().run(Command.up()))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageNotContaining("hunter2")
                .hasNoCause();
    }

    @Test
    void twoChangelogsInTwoSchemasOfOneDatabaseAreRunTogether() {
        Jdbc.execute(url(), "CREATE SCHEMA one", "CREATE SCHEMA two");
        MigrationManager.Builder both = MigrationManager.builder().lockWait(Duration.ofSeconds(2));
        for (String schema : List.of("one", "two")) {
            both.database(LiquibaseDatabase.builder(schema)
                    .url(url())
                    .schema(schema)
                    .changelog("classpath:changelogs/master.yaml")
                    .parameters(Map.of("text", "hello"))
                    .build());
        }

        assertThat(both.build().run(Command.up()).steps()).hasSize(14);
        assertThat(Jdbc.number(url(), "SELECT count(*) FROM two.shop_orders")).isEqualTo(2);
    }

    @Test
    void whatIsDoneOutsideOfATransactionIsRecordedBehindTheDeadline() throws IOException {
        task("runInTransaction: false");
        MigrationManager manager = manager();
        CountingTask.meanwhile = () -> {
            Jdbc.execute(url(), "CREATE TABLE done (id int)");
            manager.cancel();
        };

        assertThat(manager.run(Command.up()).steps()).hasSize(1);
        assertThat(Jdbc.number(url(), "SELECT count(*) FROM databasechangelog")).isEqualTo(1);
    }
}
