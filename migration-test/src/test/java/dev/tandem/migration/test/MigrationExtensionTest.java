package dev.tandem.migration.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/** On a server that is known by a URL, as a container is. */
class MigrationExtensionTest {
    /** Ends with its server. */
    private static final TestDatabase container = DatabasesForTests.postgres();

    // tag::extension[]
    @RegisterExtension
    static final MigrationExtension databases = MigrationExtension.builder()
            .server("main", () -> container.jdbcUrl())
            .path("classpath:shop")
            .settings("main", main -> main.placeholders(Map.of("prefix", "shop_")))
            .build();
    // end::extension[]

    @AfterAll
    static void theDatabaseOfTheUrlIsLeftAlone() {
        try (Sql sql = Sql.open(container.jdbcUrl())) {
            assertThat(sql.strings("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"))
                    .isEmpty();
        }
    }

    @RepeatedTest(2)
    void pathsAndPlaceholdersAreThoseThatWereSet(JdbcClient jdbc, MigrationManager manager) {
        assertThat(manager.databases()).containsExactly("main");
        jdbc.sql("INSERT INTO shop_items VALUES ('second')").update();
        assertThat(jdbc.sql("SELECT name FROM shop_items ORDER BY name")
                        .query(String.class)
                        .list())
                .containsExactly("first", "second");
    }

    @Test
    void clickHouseIsKnownByItsUrlToo() {
        try (TestDatabase beside = DatabasesForTests.clickhouse()) {
            MigrationExtension extension = MigrationExtension.builder()
                    .server("events", beside::jdbcUrl)
                    .settings("events", events -> events.paths(List.of("classpath:migrations/clickhouse")))
                    .build();
            try (DatabasesOfClass created = extension.create();
                    Sql sql = Sql.open(created.database("events").database().jdbcUrl())) {
                assertThat(sql.strings("SELECT toString(count()) FROM events")).containsExactly("2");
            }
        }
    }

    @Test
    void theAddressesForSpringAreThoseOfTheDatabases() {
        Map<String, Supplier<Object>> properties = new LinkedHashMap<>();
        MigrationExtension extension =
                MigrationExtension.builder().migrate(false).build();
        extension.addresses(properties::put);
        assertThat(properties.keySet())
                .containsExactly(
                        "tandem.databases.postgres.url",
                        "tandem.databases.postgres.username",
                        "tandem.databases.postgres.password",
                        "spring.datasource.url",
                        "spring.datasource.username",
                        "spring.datasource.password",
                        "spring.datasource.type",
                        "tandem.databases.clickhouse.url",
                        "tandem.databases.clickhouse.username",
                        "tandem.databases.clickhouse.password");
        Object url = properties.get("spring.datasource.url").get();
        assertThat(url)
                .isEqualTo(properties.get("tandem.databases.postgres.url").get())
                .asString()
                .startsWith("jdbc:postgresql:");
        extension.shared().close();
    }

    @Test
    void whatCannotBeIsSaidBeforeAnythingStarts() {
        assertThatThrownBy(() -> MigrationExtension.builder().embedded("main"))
                .hasMessageStartingWith("There is no embedded main: postgres and clickhouse are.");
        assertThatThrownBy(() ->
                        MigrationExtension.builder().path("classpath:nowhere").build())
                .hasMessage("There is neither a folder classpath:nowhere/postgres nor classpath:nowhere/clickhouse."
                        + " Set the path, or say which databases there are.");
        assertThatThrownBy(() -> MigrationExtension.builder()
                        .embedded("postgres")
                        .settings("clickhouse", clickhouse -> {})
                        .build())
                .hasMessage("Settings of clickhouse, but the databases are postgres.");
    }
}
