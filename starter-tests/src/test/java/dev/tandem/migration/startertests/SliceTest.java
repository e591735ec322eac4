package dev.tandem.migration.startertests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import jakarta.persistence.EntityManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase.Replace;
import org.springframework.boot.jdbc.test.autoconfigure.JdbcTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Boot's test slices migrate, too. */
class SliceTest {
    private static final TestDatabase POSTGRES = DatabasesForTests.postgres();

    @DynamicPropertySource
    static void addresses(DynamicPropertyRegistry properties) {
        properties.add("spring.datasource.url", POSTGRES::jdbcUrl);
        properties.add("tandem.auto-migrate", () -> true);
        properties.add("spring.flyway.enabled", () -> false);
        properties.add("spring.liquibase.enabled", () -> false);
    }

    @AfterAll
    static void dropDatabase() {
        POSTGRES.close();
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {}

    @Nested
    @JdbcTest
    @AutoConfigureTestDatabase(replace = Replace.NONE)
    class OfJdbc {
        @Test
        void findsTheTables(@Autowired JdbcClient client) {
            assertThat(client.sql("SELECT name FROM accounts")
                            .query(String.class)
                            .list())
                    .contains("first");
        }
    }

    @Nested
    @DataJpaTest
    @AutoConfigureTestDatabase(replace = Replace.NONE)
    class OfJpa {
        @Test
        void findsTheTables(@Autowired EntityManager entities) {
            assertThat(entities.find(Account.class, 1L).name()).isEqualTo("first");
        }
    }
}
