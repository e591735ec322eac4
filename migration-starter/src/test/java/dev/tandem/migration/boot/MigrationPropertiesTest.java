package dev.tandem.migration.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.tandem.migration.boot.MigrationProperties.Database;
import dev.tandem.migration.boot.MigrationProperties.OnFailure;
import dev.tandem.migration.boot.MigrationProperties.OutOfOrder;
import dev.tandem.migration.boot.MigrationProperties.StartupCheck;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class MigrationPropertiesTest {

    @Test
    void hasTheDocumentedDefaults() {
        MigrationProperties properties = bind(Map.of());
        assertThat(properties.enabled()).isTrue();
        assertThat(properties.autoMigrate()).isFalse();
        assertThat(properties.timeout()).isEqualTo(Duration.ofMinutes(5));
        assertThat(properties.startupCheck()).isEqualTo(StartupCheck.WARN);
        assertThat(properties.onFailure()).isEqualTo(OnFailure.FAIL);
        assertThat(properties.path()).isEqualTo("classpath:migrations");
        assertThat(properties.slowThreshold()).isEqualTo(Duration.ofSeconds(30));
        assertThat(properties.lockWait()).isNull();
        assertThat(properties.guarded()).isFalse();
        assertThat(properties.embedded().enabled()).isFalse();
        assertThat(properties.embedded().directory()).isEqualTo(".embedded");
        assertThat(properties.databases()).isEmpty();
    }

    @Test
    void aDatabaseWithOneSettingHasTheDefaultsOtherwise() {
        assertThat(bind(Map.of("tandem.databases.postgres.enabled", "true")).databases())
                .containsExactly(entry("postgres", Database.defaults()));
    }

    @Test
    void anEmptyValueMeansUnset() {
        Map<String, Object> empty = new HashMap<>();
        for (String name : new String[] {
            "enabled",
            "auto-migrate",
            "timeout",
            "startup-check",
            "on-failure",
            "path",
            "slow-threshold",
            "lock-wait",
            "protected",
            "embedded.enabled",
            "embedded.directory",
            "embedded.postgres-port",
            "embedded.clickhouse-port",
            "embedded.postgres-version",
            "databases.postgres.enabled",
            "databases.postgres.order",
            "databases.postgres.url",
            "databases.postgres.username",
            "databases.postgres.password",
            "databases.postgres.paths",
            "databases.postgres.table",
            "databases.postgres.schema",
            "databases.postgres.engine",
            "databases.postgres.lock-timeout",
            "databases.postgres.statement-timeout",
            "databases.postgres.out-of-order"
        }) {
            empty.put("tandem." + name, "");
        }
        MigrationProperties properties = bind(empty);
        MigrationProperties defaults = bind(Map.of());
        assertThat(properties.databases()).containsExactly(entry("postgres", Database.defaults()));
        assertThat(properties)
                .usingRecursiveComparison()
                .ignoringFields("databases")
                .isEqualTo(defaults);
    }

    @Test
    void environmentVariablesReachEveryProperty() {
        MigrationProperties properties = bindVariables(Map.of(
                "TANDEM_AUTOMIGRATE", "true",
                "TANDEM_STARTUPCHECK", "wait",
                "TANDEM_PROTECTED", "true",
                "TANDEM_EMBEDDED_POSTGRESPORT", "15433",
                "TANDEM_DATABASES_CLICKHOUSE_URL", "clickhouse://localhost/default",
                "TANDEM_DATABASES_CLICKHOUSE_OUTOFORDER", "allow",
                "TANDEM_DATABASES_CLICKHOUSE_PATHS", "a,b"));
        assertThat(properties.autoMigrate()).isTrue();
        assertThat(properties.startupCheck()).isEqualTo(StartupCheck.WAIT);
        assertThat(properties.guarded()).isTrue();
        assertThat(properties.embedded().postgresPort()).isEqualTo(15433);
        assertThat(properties.databases()).hasEntrySatisfying("clickhouse", clickhouse -> {
            assertThat(clickhouse.outOfOrder()).isEqualTo(OutOfOrder.ALLOW);
            assertThat(clickhouse.paths()).containsExactly("a", "b");
        });
    }

    @Test
    void neitherAddressNorPasswordIsPrinted() {
        String printed = bind(Map.of(
                        "tandem.databases.postgres.url", "postgres://app:secret@localhost/app",
                        "tandem.databases.postgres.password", "secret"))
                .toString();
        assertThat(printed).doesNotContain("secret");
    }

    private static MigrationProperties bind(Map<String, Object> values) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", values));
        return bind(environment);
    }

    private static MigrationProperties bindVariables(Map<String, Object> variables) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", variables));
        return bind(environment);
    }

    private static MigrationProperties bind(StandardEnvironment environment) {
        ConfigurationPropertySources.attach(environment);
        return Binder.get(environment).bindOrCreate("tandem", MigrationProperties.class);
    }
}
