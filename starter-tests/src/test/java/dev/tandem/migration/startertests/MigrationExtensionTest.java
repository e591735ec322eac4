package dev.tandem.migration.startertests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.boot.MigrationMonitor;
import dev.tandem.migration.test.Database;
import dev.tandem.migration.test.MigrationExtension;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.annotation.Transactional;

/** The application and its test have the same databases, which are put back while the application runs on. */
@SpringBootTest(
        classes = MigrationExtensionTest.Application.class,
        webEnvironment = WebEnvironment.NONE,
        properties = {"tandem.auto-migrate=true", "spring.flyway.enabled=false", "spring.liquibase.enabled=false"})
class MigrationExtensionTest {
    // tag::spring[]
    @RegisterExtension
    static final MigrationExtension databases = MigrationExtension.builder().build();

    @DynamicPropertySource
    static void addresses(DynamicPropertyRegistry registry) {
        databases.addresses(registry::add);
    }
    // end::spring[]

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    @Autowired
    private JdbcClient ofApplication;

    @RepeatedTest(2)
    void whatOneTestWritesTheNextDoesNotSee(JdbcClient beside, @Database("clickhouse") JdbcClient traces) {
        add("committed");
        assertThat(beside.sql("SELECT name FROM accounts").query(String.class).list())
                .containsExactlyInAnyOrder("first", "committed");
        assertThat(traces.sql("SELECT count() FROM traces").query(Long.class).single())
                .isZero();
        traces.sql("INSERT INTO traces VALUES (1)").update();
    }

    @RepeatedTest(2)
    @Transactional
    void aTestMayBeATransaction(@Autowired JdbcClient client) {
        add("rolled back");
        assertThat(client.sql("SELECT count(*) FROM accounts").query(Long.class).single())
                .isEqualTo(2);
    }

    @Test
    void theApplicationHasNothingLeftToMigrate(@Autowired MigrationMonitor monitor) {
        assertThat(monitor.states())
                .extracting(
                        state -> state.status().name() + " " + state.status().current())
                .containsExactly("postgres 1", "clickhouse 1");
    }

    private void add(String name) {
        ofApplication
                .sql("INSERT INTO accounts (id, name) VALUES (2, ?)")
                .param(name)
                .update();
    }
}
