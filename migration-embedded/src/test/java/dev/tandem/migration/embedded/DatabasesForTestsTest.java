package dev.tandem.migration.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class DatabasesForTestsTest {

    @Test
    void eachCallGivesADatabaseOfItsOwn() throws SQLException {
        try (TestDatabase one = DatabasesForTests.postgres();
                TestDatabase other = DatabasesForTests.postgres()) {
            execute(one.jdbcUrl(), "CREATE TABLE t (a int)");
            execute(other.jdbcUrl(), "CREATE TABLE t (a int)");
        }
        try (TestDatabase one = DatabasesForTests.clickhouse();
                TestDatabase other = DatabasesForTests.clickhouse()) {
            execute(one.jdbcUrl(), "CREATE TABLE t (a Int8) ENGINE = Memory");
            execute(other.jdbcUrl(), "CREATE TABLE t (a Int8) ENGINE = Memory");
        }
    }

    @Test
    void closeDropsADatabaseThatIsInUse() throws SQLException {
        TestDatabase database = DatabasesForTests.postgres();
        try (Connection inUse = DriverManager.getConnection(database.jdbcUrl())) {
            database.close();
            assertThat(inUse.isValid(1)).isFalse();
        }
        assertThatThrownBy(() -> execute(database.jdbcUrl(), "SELECT 1"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("3D000"));
    }

    @Test
    void userAndPasswordAreThoseOfTheUrl() {
        try (TestDatabase database = DatabasesForTests.postgres()) {
            assertThat(database.jdbcUrl())
                    .endsWith("/" + database.name() + "?user=" + database.username() + "&password="
                            + database.password());
        }
        try (TestDatabase database = DatabasesForTests.clickhouse()) {
            assertThat(database.username()).isEqualTo("default");
            assertThat(database.password()).isEmpty();
        }
    }

    @Test
    void serversElsewhereAreTakenByTheirUrls() throws SQLException {
        try (EmbeddedDatabases elsewhere = EmbeddedDatabases.start()) {
            TestServer postgres = TestServer.postgres(elsewhere.postgres().jdbcUrl());
            TestServer clickhouse = TestServer.clickhouse("jdbc:clickhouse:http://localhost:"
                    + elsewhere.clickhouse().port() + "?user=default&compress=false");
            try (TestDatabase one = postgres.create("one");
                    TestDatabase other = clickhouse.create("other")) {
                execute(one.jdbcUrl(), "SELECT 1");
                execute(other.jdbcUrl(), "CREATE TABLE t (a Int8) ENGINE = Memory");
                assertThat(other.jdbcUrl()).endsWith("/other?user=default&compress=false");
            }
        }
    }

    @Test
    void aDatabaseOfItsOwnIsCreatedBesideTheOneThatAUrlNames() throws SQLException {
        try (TestDatabase postgres = DatabasesForTests.postgres();
                TestDatabase clickhouse = DatabasesForTests.clickhouse();
                TestDatabase besidePostgres = DatabasesForTests.on(postgres.jdbcUrl());
                TestDatabase besideClickhouse = DatabasesForTests.on(clickhouse.jdbcUrl())) {
            execute(besidePostgres.jdbcUrl(), "CREATE TABLE t (a int)");
            execute(postgres.jdbcUrl(), "CREATE TABLE t (a int)");
            execute(besideClickhouse.jdbcUrl(), "CREATE TABLE t (a Int8) ENGINE = Memory");
            execute(clickhouse.jdbcUrl(), "CREATE TABLE t (a Int8) ENGINE = Memory");
            assertThat(besidePostgres.serverUrl()).isEqualTo(postgres.jdbcUrl());
        }
        assertThatThrownBy(() -> DatabasesForTests.on("jdbc:h2:mem:x?password=secret"))
                .isInstanceOf(EmbeddedDatabasesException.class)
                .hasMessageNotContaining("secret");
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
