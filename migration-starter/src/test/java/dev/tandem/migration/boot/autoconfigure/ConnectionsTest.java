package dev.tandem.migration.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.boot.MigrationConnectionDetails;
import dev.tandem.migration.boot.MigrationCustomizer;
import dev.tandem.migration.boot.MigrationDataSource;
import dev.tandem.migration.boot.actuate.CreatedDataSourcesHealthAutoConfiguration;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.SqlDatabase;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.health.DataSourceHealthContributorAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/** How databases are reached whose addresses are not in {@code tandem.databases}. */
class ConnectionsTest {
    private final TestDatabase postgres = DatabasesForTests.postgres();
    private final TestDatabase clickhouse = DatabasesForTests.clickhouse();

    @AfterEach
    void dropDatabases() {
        postgres.close();
        clickhouse.close();
    }

    @Test
    void aDataSourceIsNamedByAProperty() {
        migrating()
                .withBean("orders", DataSource.class, () -> pool(postgres.jdbcUrl()))
                .withPropertyValues("tandem.databases.postgres.data-source=orders")
                .run(context -> {
                    assertThat(current(context)).containsExactly("postgres 2");
                    assertThat(context.getBean("orders", HikariDataSource.class).getHikariPoolMXBean())
                            .as("never through the pool")
                            .isNull();
                });
    }

    @Test
    void aDataSourceIsAnnotated() {
        migrating()
                .withUserConfiguration(Annotated.class)
                .withPropertyValues(urls())
                .run(context -> assertThat(current(context)).containsExactly("postgres 2", "clickhouse 1"));
    }

    @Test
    void whoUsesAnAnnotatedDataSourceByATemplateWaitsForTheMigration() {
        migrating()
                .withConfiguration(AutoConfigurations.of(JdbcTemplateAutoConfiguration.class))
                .withUserConfiguration(ReadsAtOnce.class, OnePool.class)
                .withPropertyValues(urls())
                .run(context -> assertThat(context).getBean("read").isEqualTo("0"));
    }

    @Test
    void aUrlGoesBeforeADataSource() {
        migrating()
                .withBean("orders", DataSource.class, () -> pool("jdbc:postgresql://localhost:1/nowhere"))
                .withPropertyValues(
                        "tandem.databases.postgres.data-source=orders",
                        "tandem.databases.postgres.url=" + postgres.jdbcUrl())
                .run(context -> assertThat(current(context)).containsExactly("postgres 2"));
    }

    @Test
    void aNameThatNoDataSourceHasEndsTheStart() {
        migrating()
                .withPropertyValues("tandem.databases.postgres.data-source=nobody")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("tandem.databases.postgres.data-source is nobody, and there is no"
                                + " DataSource bean of that name."));
    }

    @Test
    void aDataSourceThatDoesNotTellItsAddressEndsTheStart() {
        migrating()
                .withBean("secret", DataSource.class, SecretDataSource::new)
                .withPropertyValues("tandem.databases.postgres.data-source=secret")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("does not tell its address")
                        .hasStackTraceContaining("Set tandem.databases.postgres.url"));
    }

    @Test
    void connectionDetailsNameTheirDatabaseByTheirAddress() {
        migrating()
                .withBean("one", MigrationConnectionDetails.class, () -> new Details(postgres.jdbcUrl()))
                .withBean("other", MigrationConnectionDetails.class, () -> new Details(clickhouse.jdbcUrl()))
                .run(context -> assertThat(current(context)).containsExactly("postgres 2", "clickhouse 1"));
    }

    /** As two services of a compose.yaml are, and the one that Boot's DataSource is not for. */
    @Test
    void ofTwoJdbcServicesTheOneOnClickHouseIsMigratedAndNotTheDataSource() {
        migrating()
                .withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class))
                .withBean(JdbcConnectionDetails.class, () -> new PostgresService(postgres.jdbcUrl()))
                .withBean(ClickHouseService.class, () -> new ClickHouseService(clickhouse.jdbcUrl()))
                .run(context -> {
                    assertThat(current(context)).containsExactly("postgres 2", "clickhouse 1");
                    assertThat(context.getBean(HikariDataSource.class).getJdbcUrl())
                            .isEqualTo(postgres.jdbcUrl());
                });
    }

    @Test
    void aDataSourceAndAClientAreCreatedForWhoAsksForThem() {
        withCreatedDataSource().withUserConfiguration(Users.class).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean("traces")).isEqualTo("1");
            assertThat(context.getBean("accounts")).isEqualTo("second");
            assertThat(context.getBean("clickhouseDataSource")).isInstanceOf(HikariDataSource.class);
        });
    }

    @Test
    void whatIsCreatedIsNoneOfTheApplicationsOwn() {
        withCreatedDataSource().run(context -> {
            assertThat(context.getBeanProvider(DataSource.class).getIfUnique()).isNotNull();
            assertThat(context.getBeanProvider(JdbcClient.class).getIfUnique()).isNotNull();
        });
    }

    @Test
    void whatIsCreatedIsNotPartOfTheHealthOfTheDatabase() {
        withCreatedDataSource()
                .withConfiguration(AutoConfigurations.of(
                        DataSourceHealthContributorAutoConfiguration.class,
                        CreatedDataSourcesHealthAutoConfiguration.class))
                .run(context -> assertThat(context.getBean("dbHealthContributor", HealthContributor.class))
                        .isNotInstanceOf(CompositeHealthContributor.class));
    }

    @Test
    void withoutThePropertyNothingIsCreated() {
        both().run(context -> assertThatThrownBy(() -> context.getBean("clickhouseDataSource"))
                .isInstanceOf(NoSuchBeanDefinitionException.class));
    }

    @Test
    void aStartWithNothingDueOpensOneConnection() {
        ApplicationContextRunner application =
                migrating().withPropertyValues("tandem.databases.postgres.url=" + postgres.jdbcUrl());
        application.run(context -> assertThat(current(context)).containsExactly("postgres 2"));
        long before = sessions();

        application.run(context -> assertThat(context).hasNotFailed());

        assertThat(sessions() - before).isEqualTo(1);
    }

    /** How many the database has had so far; the server counts each when it is over. */
    private long sessions() {
        JdbcTemplate beside = new JdbcTemplate(new DriverManagerDataSource(postgres.serverUrl()));
        await().until(() -> number(beside, "SELECT count(*) FROM pg_stat_activity WHERE datname = ?") == 0);
        return number(beside, "SELECT sessions FROM pg_stat_database WHERE datname = ?");
    }

    private long number(JdbcTemplate beside, String query) {
        return Objects.requireNonNull(beside.queryForObject(query, Long.class, postgres.name()));
    }

    @Test
    void aCustomizerChangesADatabaseOfTheProperties() {
        both().withBean(
                        MigrationCustomizer.class,
                        () -> (name, database) -> database.order(name.equals("clickhouse") ? -1 : 0))
                .run(context -> assertThat(
                                context.getBean(MigrationManager.class).databases())
                        .containsExactly("clickhouse", "postgres"));
    }

    @Test
    void aDatabaseOfTheApplicationIsMigratedWithTheOthers() {
        migrating()
                .withPropertyValues("tandem.databases.clickhouse.url=" + clickhouse.jdbcUrl())
                .withBean(
                        SqlDatabase.class,
                        () -> SqlDatabase.builder("ledger")
                                .url(postgres.jdbcUrl())
                                .paths(List.of("classpath:migrations/postgres"))
                                .build())
                .run(context -> assertThat(current(context)).containsExactly("ledger 2", "clickhouse 1"));
    }

    private static List<String> current(org.springframework.context.ApplicationContext context) {
        return context.getBean(MigrationManager.class).status().stream()
                .map(ConnectionsTest::text)
                .toList();
    }

    private static String text(DatabaseStatus status) {
        return status.name() + " " + status.current();
    }

    private ApplicationContextRunner withCreatedDataSource() {
        return both().withPropertyValues("tandem.databases.clickhouse.create-data-source=true");
    }

    private ApplicationContextRunner both() {
        return migrating()
                .withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class,
                        JdbcTemplateAutoConfiguration.class,
                        JdbcClientAutoConfiguration.class))
                .withPropertyValues(
                        "spring.datasource.url=" + postgres.jdbcUrl(),
                        "tandem.databases.clickhouse.url=" + clickhouse.jdbcUrl());
    }

    private String[] urls() {
        return new String[] {"test.postgres=" + postgres.jdbcUrl(), "test.clickhouse=" + clickhouse.jdbcUrl()};
    }

    private static ApplicationContextRunner migrating() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(MigrationAutoConfiguration.class))
                .withPropertyValues("tandem.auto-migrate=true");
    }

    private static HikariDataSource pool(@Nullable String url) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(url);
        return pool;
    }

    @Configuration(proxyBeanMethods = false)
    static class Annotated {

        @Bean
        @MigrationDataSource
        DataSource first(org.springframework.core.env.Environment environment) {
            return pool(environment.getProperty("test.postgres"));
        }

        @Bean
        @MigrationDataSource("clickhouse")
        DataSource second(org.springframework.core.env.Environment environment) {
            return new SimpleDriverDataSource(
                    new com.clickhouse.jdbc.Driver(), environment.getProperty("test.clickhouse"));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OnePool {

        @Bean
        @MigrationDataSource
        DataSource pool(org.springframework.core.env.Environment environment) {
            return ConnectionsTest.pool(environment.getProperty("test.postgres"));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ReadsAtOnce {

        @Bean
        String read(JdbcTemplate template) {
            return "" + template.queryForObject("SELECT count(*) FROM accounts WHERE name = 'nobody'", Long.class);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Users {

        @Bean
        String traces(@Qualifier("clickhouse") JdbcClient client, @Qualifier("clickhouse") DataSource dataSource) {
            return "" + new JdbcTemplate(dataSource).queryForObject("SELECT count() FROM traces", Long.class);
        }

        @Bean
        String accounts(JdbcClient client) {
            return client.sql("SELECT 'second'").query(String.class).single();
        }
    }

    private record Details(String getJdbcUrl) implements MigrationConnectionDetails {
        @Override
        public String getJdbcUrl() {
            return getJdbcUrl;
        }

        @Override
        public @Nullable String getUsername() {
            return null;
        }

        @Override
        public @Nullable String getPassword() {
            return null;
        }
    }

    private static final class SecretDataSource extends AbstractDataSource {
        @Override
        public java.sql.Connection getConnection() {
            throw new UnsupportedOperationException();
        }

        @Override
        public java.sql.Connection getConnection(String username, String password) {
            throw new UnsupportedOperationException();
        }
    }

    private record PostgresService(String url) implements JdbcConnectionDetails {
        @Override
        public String getJdbcUrl() {
            return url;
        }

        @Override
        public @Nullable String getUsername() {
            return null;
        }

        @Override
        public @Nullable String getPassword() {
            return null;
        }
    }

    private record ClickHouseService(String url) implements JdbcConnectionDetails {
        @Override
        public String getJdbcUrl() {
            return url;
        }

        @Override
        public @Nullable String getUsername() {
            return null;
        }

        @Override
        public @Nullable String getPassword() {
            return null;
        }
    }
}
