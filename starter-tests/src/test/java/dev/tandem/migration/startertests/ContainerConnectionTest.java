package dev.tandem.migration.startertests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.boot.MigrationConnectionDetails;
import dev.tandem.migration.boot.MigrationManagerFactory;
import dev.tandem.migration.boot.autoconfigure.MigrationAutoConfiguration;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.testcontainers.clickhouse.ClickHouseContainer;

/** Without a Docker engine: the container is none, and leads to the embedded server. */
class ContainerConnectionTest {
    private static TestDatabase clickhouse;

    @AfterEach
    void dropDatabase() {
        clickhouse.close();
    }

    @Test
    void aContainerSaysHowItsDatabaseIsReached() {
        clickhouse = DatabasesForTests.clickhouse();
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        ServiceConnectionAutoConfiguration.class, MigrationAutoConfiguration.class))
                .withUserConfiguration(Containers.class)
                .withPropertyValues("tandem.auto-migrate=true")
                .run(context -> {
                    assertThat(context).hasNotFailed().hasSingleBean(MigrationConnectionDetails.class);
                    assertThat(context.getBean(MigrationManagerFactory.class)
                                    .manager()
                                    .build()
                                    .status())
                            .singleElement()
                            .satisfies(status -> {
                                assertThat(status.name()).isEqualTo("clickhouse");
                                assertThat(status.current()).isEqualTo(1);
                            });
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class Containers {

        @Bean
        @ServiceConnection(type = MigrationConnectionDetails.class)
        ClickHouseContainer clickhouse() {
            return new NoContainer();
        }
    }

    private static final class NoContainer extends ClickHouseContainer {
        NoContainer() {
            super("clickhouse/clickhouse-server:26.3");
        }

        @Override
        public void start() {}

        @Override
        public void stop() {}

        @Override
        public String getJdbcUrl() {
            return clickhouse.jdbcUrl();
        }

        @Override
        public String getUsername() {
            return "default";
        }

        @Override
        public String getPassword() {
            return "";
        }
    }
}
