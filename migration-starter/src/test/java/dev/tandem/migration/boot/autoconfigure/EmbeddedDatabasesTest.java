package dev.tandem.migration.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.boot.MigrationManagerFactory;
import dev.tandem.migration.boot.autoconfigure.MigrationFailureAnalyzerTest.Application;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.core.io.DefaultResourceLoader;

class EmbeddedDatabasesTest {
    private static final String URL = "spring.datasource.url";

    private final Path directory;

    EmbeddedDatabasesTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void anApplicationGetsDatabasesThatEndWithIt() {
        String url;
        try (ConfigurableApplicationContext context = start(
                "--tandem.embedded.enabled=true",
                "--tandem.auto-migrate=true",
                "--tandem.databases.postgres.username=somebody",
                "--spring.datasource.url=")) {
            url = context.getEnvironment().getRequiredProperty(URL);
            assertThat(context.getBean(MigrationManager.class).databases()).containsExactly("postgres", "clickhouse");
            assertThat(context.getBean(MigrationManager.class).status())
                    .allSatisfy(status -> assertThat(status.pending()).isZero());
            // what the command line would make of the same environment
            assertThat(MigrationManagerFactory.from(
                                    context.getEnvironment(), getClass().getClassLoader())
                            .databases())
                    .hasSize(2);
        }
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> DriverManager.getConnection(url).close());
    }

    @Test
    void addressesThatAreConfiguredAreLeftAlone() {
        try (ConfigurableApplicationContext context = start(
                "--tandem.embedded.enabled=true",
                "--tandem.startup-check=none",
                "--spring.datasource.url=jdbc:postgresql://localhost:1/mine",
                "--tandem.databases.clickhouse.url=jdbc:clickhouse://localhost:1/mine")) {
            Environment environment = context.getEnvironment();
            assertThat(environment.getProperty(URL)).isEqualTo("jdbc:postgresql://localhost:1/mine");
            assertThat(environment.getProperty("tandem.databases.clickhouse.url"))
                    .isEqualTo("jdbc:clickhouse://localhost:1/mine");
        }
    }

    @Test
    void nothingIsStartedUnlessAskedFor() {
        try (ConfigurableApplicationContext context = start()) {
            assertThat(context.getEnvironment().getProperty(URL)).isNull();
        }
    }

    @Test
    void theMissingDependencyIsNamed() {
        SpringApplication application = application();
        application.setResourceLoader(
                new DefaultResourceLoader(new FilteredClassLoader("dev.tandem.migration.embedded")));
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> application.run("--tandem.embedded.enabled=true"))
                .withMessageContaining("dev.tandem:migration-embedded");
    }

    private ConfigurableApplicationContext start(String... arguments) {
        SpringApplication application = application();
        application.setDefaultProperties(Map.of("tandem.embedded.directory", directory.toString()));
        return application.run(arguments);
    }

    private static SpringApplication application() {
        SpringApplication application = new SpringApplication(Application.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        return application;
    }
}
