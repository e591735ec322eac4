package dev.tandem.migration.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import com.clickhouse.jdbc.Driver;
import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.DatabaseUnreachableException;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.Report;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.boot.MigrationMonitor;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.SqlDatabase;
import java.io.IOException;
import java.net.URL;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceInitializationAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.autoconfigure.jdbc.AutoConfigureDataSourceInitialization;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

class MigrationAutoConfigurationTest {
    private static final int UNUSED_PORT = 1;

    private final List<TestDatabase> databases = new ArrayList<>();

    @AfterEach
    void dropDatabases() {
        databases.forEach(TestDatabase::close);
    }

    @Test
    void migratesBothDatabasesWhenAutoMigrateIsOn() {
        both().withPropertyValues("tandem.auto-migrate=true").run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(MigrationManager.class).databases()).containsExactly("postgres", "clickhouse");
            assertThat(context.getBean(MigrationManager.class).status())
                    .allSatisfy(status -> assertThat(status.pending()).isZero())
                    .extracting(DatabaseStatus::current)
                    .containsExactly(2L, 1L);
        });
    }

    @Test
    void migratesNothingUnlessAutoMigrateIsOn() {
        both().run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(MigrationManager.class).status())
                    .extracting(DatabaseStatus::pending)
                    .containsExactly(2, 1);
        });
    }

    @Test
    void doesNothingWhenDisabled() {
        both().withPropertyValues("tandem.enabled=false", "tandem.auto-migrate=true")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(MigrationManager.class)
                        .doesNotHaveBean(MigrationInitializer.class));
    }

    @Test
    void anEmptyEnabledIsAsGoodAsNone() {
        withoutDataSource()
                .withPropertyValues("tandem.enabled=")
                .run(context -> assertThat(context).hasSingleBean(MigrationManager.class));
    }

    @Test
    void startsWithoutAnyDatabase() {
        withoutDataSource()
                .withPropertyValues("tandem.auto-migrate=true")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void startsWithoutBootsJdbcModule() {
        withoutDataSource()
                .withClassLoader(new WithoutBootsJdbcModule())
                .withPropertyValues(
                        "tandem.auto-migrate=true",
                        "tandem.databases.postgres.url=" + postgres().jdbcUrl())
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(MigrationManager.class).status())
                            .extracting(DatabaseStatus::pending)
                            .containsExactly(0);
                });
    }

    @Test
    void backsOffForAManagerOfTheApplicationAndRunsThatOne() {
        SqlDatabase database = SqlDatabase.builder("other")
                .url(postgres().jdbcUrl())
                .paths(List.of("classpath:migrations/postgres"))
                .build();
        withoutDataSource()
                .withPropertyValues("tandem.auto-migrate=true")
                .withBean(
                        "ours",
                        MigrationManager.class,
                        () -> MigrationManager.builder().database(database).build())
                .run(context -> {
                    assertThat(context).hasNotFailed().hasSingleBean(MigrationManager.class);
                    assertThat(context.getBean(MigrationMonitor.class).states())
                            .extracting(state -> state.status().current())
                            .containsExactly(2L);
                });
    }

    @Test
    void takesPartInTestSlicesThatInitializeDatabases() {
        new ApplicationContextRunner()
                .withUserConfiguration(Slice.class)
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(MigrationManager.class));
    }

    @Test
    void listenersOfTheApplicationHearOfTheRun() {
        List<Report> reports = new ArrayList<>();
        postgresOnly()
                .withPropertyValues("tandem.auto-migrate=true")
                .withBean(MigrationListener.class, () -> new MigrationListener() {
                    @Override
                    public void runFinished(Report report) {
                        reports.add(report);
                    }
                })
                .run(context -> assertThat(reports)
                        .singleElement()
                        .satisfies(report -> assertThat(report.steps()).hasSize(2)));
    }

    @Test
    void templatesAndPlainUsersOfBothDatabasesWaitForTheMigration() {
        both().withPropertyValues("tandem.auto-migrate=true")
                .withUserConfiguration(Users.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean("readByTemplate")).isEqualTo("first");
                    assertThat(context.getBean("readByClient")).isEqualTo("first");
                    assertThat(context.getBean("readByDataSource")).isEqualTo("first");
                    assertThat(context.getBean("tracesReadByDataSource")).isEqualTo("1");
                });
    }

    @Test
    void bootsOwnScriptsRunAfterTheMigration() {
        postgresOnly()
                .withPropertyValues(
                        "tandem.auto-migrate=true",
                        "spring.sql.init.mode=always",
                        "spring.sql.init.data-locations=classpath:second-account.sql")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(JdbcTemplate.class)
                                    .queryForObject("SELECT count(*) FROM accounts", Integer.class))
                            .isEqualTo(2);
                });
    }

    @Test
    void aLazyApplicationMigratesToo() {
        postgresOnly()
                .withPropertyValues("tandem.auto-migrate=true")
                .withInitializer(context ->
                        context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
                .run(context -> {
                    assertThat(context.getBean(MigrationMonitor.class).states())
                            .extracting(state -> state.status().current())
                            .containsExactly(2L);
                });
    }

    @Test
    void aFailedMigrationEndsTheStart() {
        postgresOnly()
                .withPropertyValues("tandem.auto-migrate=true", "tandem.path=classpath:broken")
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .hasRootCauseInstanceOf(SQLException.class)
                        .hasStackTraceContaining(StatementFailedException.class.getName()));
    }

    @Test
    void anUnreachableDatabaseEndsTheStart() {
        application()
                .withPropertyValues(
                        "tandem.auto-migrate=true",
                        "tandem.timeout=4s",
                        "spring.datasource.url=jdbc:postgresql://localhost:" + UNUSED_PORT + "/app")
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .hasStackTraceContaining(DatabaseUnreachableException.class.getName()));
    }

    @Test
    void aPropertyThatThereIsNotEndsTheStart() {
        postgresOnly()
                .withPropertyValues("tandem.auto-migrat=true", "tandem.on-failure=continue")
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .hasStackTraceContaining("There is no property tandem.auto-migrat")
                        .hasStackTraceContaining("Did you mean tandem.auto-migrate?"));
    }

    @Test
    void aFailedMigrationDoesNotEndTheStartWhenItIsToContinue() {
        postgresOnly()
                .withPropertyValues(
                        "tandem.auto-migrate=true", "tandem.path=classpath:broken", "tandem.on-failure=continue")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(MigrationMonitor.class).states())
                            .extracting(MigrationMonitor.State::failure)
                            .extracting(failure -> failure == null ? null : failure.version())
                            .containsExactly(2L);
                });
    }

    private ApplicationContextRunner both() {
        return postgresOnly()
                .withPropertyValues(
                        "tandem.databases.clickhouse.url=" + clickhouse().jdbcUrl());
    }

    private ApplicationContextRunner postgresOnly() {
        return application()
                .withPropertyValues("spring.datasource.url=" + postgres().jdbcUrl());
    }

    private static ApplicationContextRunner withoutDataSource() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(MigrationAutoConfiguration.class));
    }

    private static ApplicationContextRunner application() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class,
                        DataSourceInitializationAutoConfiguration.class,
                        JdbcTemplateAutoConfiguration.class,
                        JdbcClientAutoConfiguration.class,
                        MigrationAutoConfiguration.class));
    }

    private TestDatabase postgres() {
        TestDatabase database = DatabasesForTests.postgres();
        databases.add(database);
        return database;
    }

    private TestDatabase clickhouse() {
        TestDatabase database = DatabasesForTests.clickhouse();
        databases.add(database);
        return database;
    }

    @Configuration(proxyBeanMethods = false)
    @AutoConfigureDataSourceInitialization
    static class Slice {}

    /** Hides what the module registers, too, not only its classes. */
    private static final class WithoutBootsJdbcModule extends FilteredClassLoader {
        WithoutBootsJdbcModule() {
            super("org.springframework.boot.jdbc");
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            return Collections.enumeration(Collections.list(super.getResources(name)).stream()
                    .filter(resource -> !resource.getPath().contains("/spring-boot-jdbc"))
                    .toList());
        }
    }

    /** Declared before anything that could make them late; each fails unless its table is there already. */
    @Configuration(proxyBeanMethods = false)
    static class Users {

        @Bean
        String readByTemplate(JdbcTemplate template) {
            return "" + template.queryForObject("SELECT name FROM accounts", String.class);
        }

        @Bean
        String readByClient(JdbcClient client) {
            return client.sql("SELECT name FROM accounts").query(String.class).single();
        }

        @Bean
        String readByDataSource(DataSource dataSource) throws Exception {
            return read(dataSource, "SELECT name FROM accounts");
        }

        @Bean
        String tracesReadByDataSource(@Qualifier("clickhouse") DataSource dataSource) throws Exception {
            return read(dataSource, "SELECT toString(count()) FROM traces");
        }

        @Bean(defaultCandidate = false)
        @Qualifier("clickhouse")
        DataSource clickhouse(@Value("${tandem.databases.clickhouse.url}") String url) {
            return new SimpleDriverDataSource(new Driver(), url);
        }

        private static String read(DataSource dataSource, String sql) throws Exception {
            try (var connection = dataSource.getConnection();
                    var statement = connection.createStatement();
                    var rows = statement.executeQuery(sql)) {
                rows.next();
                return rows.getString(1);
            }
        }
    }
}
