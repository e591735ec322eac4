package dev.tandem.migration.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.tandem.migration.boot.MigrationProperties.Database;
import dev.tandem.migration.boot.MigrationProperties.OnFailure;
import dev.tandem.migration.boot.MigrationProperties.OutOfOrder;
import dev.tandem.migration.boot.MigrationProperties.StartupCheck;
import dev.tandem.migration.embedded.EmbeddedSettings;
import dev.tandem.migration.sql.DatabaseSettings;
import dev.tandem.migration.sql.SqlDatabase;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;

class MigrationPropertiesTest {

    @Test
    void hasTheDocumentedDefaults() {
        MigrationProperties properties = bind(Map.of());
        assertThat(properties.enabled()).isTrue();
        assertThat(properties.autoMigrate()).isFalse();
        assertThat(properties.timeout()).isEqualTo(Duration.ofMinutes(5));
        assertThat(properties.startupCheck()).isEqualTo(StartupCheck.WARN);
        assertThat(properties.onFailure()).isEqualTo(OnFailure.FAIL);
        assertThat(properties.rollbackOnFailure()).isFalse();
        assertThat(properties.path()).isEqualTo("classpath:migrations");
        assertThat(properties.seedPath()).isEqualTo("classpath:seeds");
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
    void aDatabaseWithoutSettingsIsAsTheLibrariesHaveIt() {
        Database defaults = Database.defaults();
        SqlDatabase core = SqlDatabase.builder("postgres")
                .url("jdbc:postgresql://localhost/")
                .build();
        assertThat(defaults.order()).isEqualTo(core.order());
        assertThat(bind(Map.of()).lease()).isEqualTo(DatabaseSettings.DEFAULT_LEASE);
        assertThat(defaults.outOfOrder() == OutOfOrder.ALLOW).isEqualTo(core.allowsOutOfOrder());
        // what is null here is left to the core
        assertThat(defaults)
                .extracting(
                        Database::table,
                        Database::schema,
                        Database::engine,
                        Database::cluster,
                        Database::lock,
                        Database::lockTimeout,
                        Database::statementTimeout,
                        Database::transaction)
                .containsOnlyNulls();
        assertThat(bind(Map.of()).embedded().directory()).isEqualTo(EmbeddedSettings.DEFAULT_DIRECTORY);
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
            "rollback-on-failure",
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
            "databases.postgres.cluster",
            "databases.postgres.lock-timeout",
            "databases.postgres.statement-timeout",
            "databases.postgres.out-of-order",
            "databases.postgres.transaction",
            "databases.postgres.placeholders.role"
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
    void placeholdersKeepTheirNames() {
        assertThat(bind(Map.of(
                                "tandem.databases.postgres.placeholders.app-role", "app",
                                "tandem.databases.postgres.placeholders.data.dir", "/data",
                                "tandem.databases.postgres.placeholders.appUser", "ada"))
                        .databases())
                .hasEntrySatisfying(
                        "postgres",
                        postgres -> assertThat(postgres.placeholders())
                                .containsOnly(
                                        entry("app-role", "app"), entry("data.dir", "/data"), entry("appUser", "ada")));
    }

    @Test
    void neitherAddressNorPasswordNorPlaceholderIsPrinted() {
        String printed = bind(Map.of(
                        "tandem.databases.postgres.url", "postgres://app:secret@localhost/app",
                        "tandem.databases.postgres.password", "secret",
                        "tandem.databases.postgres.placeholders.key", "secret"))
                .toString();
        assertThat(printed).doesNotContain("secret");
    }

    private static MigrationProperties bind(Map<String, Object> properties) {
        return bind(TestEnvironments.of(TestEnvironments.properties(properties)));
    }

    private static MigrationProperties bindVariables(Map<String, Object> variables) {
        return bind(TestEnvironments.of(TestEnvironments.variables(variables)));
    }

    private static MigrationProperties bind(ConfigurableEnvironment environment) {
        return Binder.get(environment).bindOrCreate("tandem", MigrationProperties.class);
    }
}
