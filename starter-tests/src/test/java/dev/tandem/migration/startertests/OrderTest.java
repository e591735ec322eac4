package dev.tandem.migration.startertests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.boot.MigrationMonitor;
import dev.tandem.migration.boot.autoconfigure.MigrationAutoConfiguration;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceInitializationAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.jooq.autoconfigure.JooqAutoConfiguration;
import org.springframework.boot.liquibase.autoconfigure.LiquibaseAutoConfiguration;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who comes first, whatever else the application has. */
class OrderTest {
    private final TestDatabase postgres = DatabasesForTests.postgres();
    private final TestDatabase clickhouse = DatabasesForTests.clickhouse();

    @AfterEach
    void dropDatabases() {
        postgres.close();
        clickhouse.close();
    }

    /** Hibernate looks for the table when its factory is made. */
    @Test
    void jpaFindsTheTablesThatMigrationsBring() {
        application()
                .withConfiguration(
                        AutoConfigurations.of(HibernateJpaAutoConfiguration.class, TransactionAutoConfiguration.class))
                .withUserConfiguration(Entities.class)
                .withPropertyValues("spring.jpa.hibernate.ddl-auto=validate")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    try (EntityManager entities =
                            context.getBean(EntityManagerFactory.class).createEntityManager()) {
                        assertThat(entities.find(Account.class, 1L).name()).isEqualTo("first");
                    }
                });
    }

    @Test
    void jooqFindsTheTablesThatMigrationsBring() {
        application()
                .withConfiguration(AutoConfigurations.of(JooqAutoConfiguration.class))
                .withUserConfiguration(Queries.class)
                .run(context -> assertThat(context).getBean("names").isEqualTo(List.of("first")));
    }

    @Test
    void aBeanThatSaysItDependsOnTheDatabaseWaitsForAllOfThem() {
        application()
                .withUserConfiguration(Dependent.class)
                .run(context ->
                        assertThat(context).getBean("migrated").isEqualTo(List.of("postgres 1", "clickhouse 1")));
    }

    @Test
    void bootsFlywayComesAfterwards() {
        application()
                .withConfiguration(AutoConfigurations.of(FlywayAutoConfiguration.class))
                .withPropertyValues("spring.flyway.baseline-on-migrate=true", "spring.flyway.baseline-version=0")
                .run(context -> assertThat(names(context)).containsExactly("first", "flyway"));
    }

    @Test
    void bootsLiquibaseComesAfterwards() {
        application()
                .withConfiguration(AutoConfigurations.of(LiquibaseAutoConfiguration.class))
                .run(context -> assertThat(names(context)).containsExactly("first", "liquibase"));
    }

    @Test
    void bootsScriptsComeAfterwards() {
        application()
                .withPropertyValues(
                        "spring.sql.init.mode=always", "spring.sql.init.data-locations=classpath:fourth.sql")
                .run(context -> assertThat(names(context)).containsExactly("first", "script"));
    }

    @Test
    void allOfThemTogetherDoNotWaitInACircle() {
        application()
                .withConfiguration(AutoConfigurations.of(
                        FlywayAutoConfiguration.class,
                        LiquibaseAutoConfiguration.class,
                        HibernateJpaAutoConfiguration.class,
                        TransactionAutoConfiguration.class))
                .withUserConfiguration(Entities.class)
                .withPropertyValues(
                        "spring.flyway.baseline-on-migrate=true",
                        "spring.flyway.baseline-version=0",
                        "spring.sql.init.mode=always",
                        "spring.sql.init.data-locations=classpath:fourth.sql",
                        "spring.jpa.hibernate.ddl-auto=validate")
                .run(context -> assertThat(names(context)).containsExactly("first", "flyway", "liquibase", "script"));
    }

    private static List<String> names(ApplicationContext context) {
        return context.getBean(JdbcClient.class)
                .sql("SELECT name FROM accounts ORDER BY id")
                .query(String.class)
                .list();
    }

    private ApplicationContextRunner application() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class,
                        DataSourceInitializationAutoConfiguration.class,
                        DataSourceTransactionManagerAutoConfiguration.class,
                        JdbcTemplateAutoConfiguration.class,
                        JdbcClientAutoConfiguration.class,
                        MigrationAutoConfiguration.class))
                .withPropertyValues(
                        "tandem.auto-migrate=true",
                        "spring.datasource.url=" + postgres.jdbcUrl(),
                        "tandem.databases.clickhouse.url=" + clickhouse.jdbcUrl());
    }

    @Configuration(proxyBeanMethods = false)
    @AutoConfigurationPackage
    static class Entities {}

    @Configuration(proxyBeanMethods = false)
    static class Queries {

        @Bean
        List<String> names(DSLContext jooq) {
            return jooq.fetch("SELECT name FROM accounts").getValues("name", String.class);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Dependent {

        @Bean
        @DependsOnDatabaseInitialization
        List<String> migrated(MigrationMonitor monitor) {
            return monitor.states().stream()
                    .map(state -> state.status().name() + " " + state.status().current())
                    .toList();
        }
    }
}
