package dev.tandem.migration.embedded;

import org.testcontainers.clickhouse.ClickHouseContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** The same servers in Docker. Apart, because Testcontainers is an optional dependency. */
final class TestContainers {

    private static final String POSTGRES_IMAGE = "postgres:18";
    private static final String CLICKHOUSE_IMAGE = "clickhouse/clickhouse-server:26.7";

    private TestContainers() {}

    // Testcontainers ends them with this JVM
    @SuppressWarnings("resource")
    static String postgres() {
        PostgreSQLContainer container =
                new PostgreSQLContainer(System.getProperty("tandem.test.postgres.image", POSTGRES_IMAGE));
        container.start();
        return "jdbc:postgresql://" + container.getHost() + ":" + container.getFirstMappedPort() + "/"
                + container.getDatabaseName() + "?user=" + container.getUsername() + "&password="
                + container.getPassword();
    }

    @SuppressWarnings("resource")
    static String clickhouse() {
        ClickHouseContainer container =
                new ClickHouseContainer(System.getProperty("tandem.test.clickhouse.image", CLICKHOUSE_IMAGE));
        container.start();
        return "jdbc:clickhouse://" + container.getHost() + ":" + container.getMappedPort(8123) + "/default?user="
                + container.getUsername() + "&password=" + container.getPassword() + "&compress=false";
    }
}
