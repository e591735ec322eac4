package dev.tandem.migration.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.MigrationDatabase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

class MigrationManagerFactoryTest {
    private static final String POSTGRES = "jdbc:postgresql://localhost:1/app";
    private static final String CLICKHOUSE = "jdbc:clickhouse://localhost:1/default";

    @Test
    void theApplicationsPostgresTakesPart() {
        assertThat(databases(Map.of("spring.datasource.url", POSTGRES))).containsExactly("postgres");
    }

    @Test
    void theApplicationsPostgresCanBeTakenOut() {
        assertThat(databases(Map.of("spring.datasource.url", POSTGRES, "tandem.databases.postgres.enabled", "false")))
                .isEmpty();
    }

    @Test
    void aDataSourceThatIsNotPostgresTakesNoPart() {
        assertThat(databases(Map.of("spring.datasource.url", "jdbc:h2:mem:app")))
                .isEmpty();
    }

    @Test
    void postgresGoesBeforeClickhouseWhicheverPropertySourceIsReadFirst() {
        ConfigurableEnvironment environment = TestEnvironments.of(
                TestEnvironments.variables(Map.of("TANDEM_DATABASES_CLICKHOUSE_URL", CLICKHOUSE)),
                TestEnvironments.properties(Map.of("tandem.databases.zoo.url", POSTGRES)));
        assertThat(factory(environment).manager().build().databases()).containsExactly("zoo", "clickhouse");
    }

    @Test
    void theOrderThatIsAskedForIsKept() {
        ConfigurableEnvironment environment = TestEnvironments.of(TestEnvironments.properties(Map.of(
                "tandem.databases.clickhouse.url", CLICKHOUSE,
                "tandem.databases.clickhouse.order", "-1",
                "tandem.databases.postgres.url", POSTGRES)));
        assertThat(factory(environment).manager().build().databases()).containsExactly("clickhouse", "postgres");
    }

    @Test
    void aLockIsBorrowedFromADatabaseByItsNameOrFromTheApplicationsOwn() {
        List<MigrationDatabase> databases = factory(TestEnvironments.of(TestEnvironments.properties(Map.of(
                        "spring.datasource.url", POSTGRES,
                        "tandem.databases.clickhouse.url", CLICKHOUSE,
                        "tandem.databases.clickhouse.lock", "postgres:postgres"))))
                .databases();

        assertThat(databases).extracting(MigrationDatabase::lockKind).containsExactly("postgres", "advisory");
    }

    @Test
    void aLockCannotBeBorrowedFromADatabaseThatThereIsNot() {
        assertRefused(
                Map.of(
                        "spring.datasource.url", POSTGRES,
                        "tandem.databases.clickhouse.url", CLICKHOUSE,
                        "tandem.databases.clickhouse.lock", "postgres:main"),
                "tandem.databases.clickhouse.lock is set to 'postgres:main', and there is no such PostgreSQL database");
    }

    @Test
    void aLeaseThatIsTooShortIsRefused() {
        assertRefused(
                Map.of("tandem.databases.clickhouse.url", CLICKHOUSE, "tandem.lease", "100ms"), "A lease of 100 ms");
    }

    @Test
    void aNameThatVariablesCannotSpellIsRefused() {
        assertRefused(Map.of("tandem.databases.order-items.url", POSTGRES), "order-items");
        assertRefused(Map.of("tandem.databases.Orders.url", POSTGRES), "Orders");
    }

    @Test
    void aDatabaseWithoutAnAddressIsRefused() {
        assertRefused(Map.of("tandem.databases.clickhouse.url", ""), "tandem.databases.clickhouse.url is not set");
        assertRefused(Map.of("tandem.databases.postgres.table", "x"), "tandem.databases.postgres.url is not set");
    }

    @Test
    void oneThatIsNotSelectedNeedNotBeUsable() {
        MigrationManagerFactory factory = factory(TestEnvironments.of(TestEnvironments.properties(
                Map.of("tandem.databases.postgres.url", POSTGRES, "tandem.databases.clickhouse.table", "x"))));

        assertThat(factory.only(List.of("postgres")).manager().build().databases())
                .containsExactly("postgres");
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> factory.only(List.of("postgres", "mysql")))
                .withMessageContaining("There is no database named mysql.")
                .withMessageContaining("clickhouse, postgres");
    }

    @Test
    void settingsOfPostgresDoNotTurnAnotherDataSourceIntoOne() {
        assertRefused(
                Map.of("spring.datasource.url", "jdbc:h2:mem:app", "tandem.databases.postgres.table", "x"),
                "The application's DataSource is not PostgreSQL");
    }

    @Test
    void postgresConnectsAsTheDataSourceDoes() {
        assertThat(address(Map.of())).isEqualTo(new ConnectionAddress(POSTGRES, "app", "secret"));
    }

    @Test
    void postgresMigratesAsItsOwnUserWithItsOwnPassword() {
        assertThat(address(Map.of(
                        "tandem.databases.postgres.username", "owner", "tandem.databases.postgres.password", "other")))
                .isEqualTo(new ConnectionAddress(POSTGRES, "owner", "other"));
    }

    @Test
    void anotherUserDoesNotGetTheDataSourcesPassword() {
        assertThat(address(Map.of("tandem.databases.postgres.username", "owner")))
                .isEqualTo(new ConnectionAddress(POSTGRES, "owner", null));
    }

    @Test
    void theSameUserGetsTheDataSourcesPassword() {
        assertThat(address(Map.of("tandem.databases.postgres.username", "app")))
                .isEqualTo(new ConnectionAddress(POSTGRES, "app", "secret"));
    }

    @Test
    void anAddressOfItsOwnComesWithoutTheDataSourcesUser() {
        assertThat(address(Map.of("tandem.databases.postgres.url", "postgres://localhost/other")))
                .isEqualTo(new ConnectionAddress("postgres://localhost/other", null, null));
    }

    @Test
    void placeholdersReachTheDatabase() {
        assertRefused(
                Map.of("tandem.databases.postgres.url", POSTGRES, "tandem.databases.postgres.placeholders.1st", "x"),
                "'1st' is no name for a placeholder");
    }

    @Test
    void migrationsAreBelowTheRootUnlessPathsAreGiven() {
        MigrationManagerFactory factory = factory(TestEnvironments.of(TestEnvironments.properties(
                Map.of("tandem.path", "file:db/", "tandem.databases.clickhouse.paths", "classpath:ch, more"))));
        assertThat(factory.paths("postgres")).containsExactly("file:db/postgres");
        assertThat(factory.paths("clickhouse")).containsExactly("classpath:ch", "more");
    }

    private static ConnectionAddress address(Map<String, Object> properties) {
        return factory(TestEnvironments.of(
                        TestEnvironments.properties(properties),
                        new MapPropertySource(
                                "application",
                                Map.of(
                                        "spring.datasource.url", POSTGRES,
                                        "spring.datasource.username", "app",
                                        "spring.datasource.password", "secret"))))
                .address("postgres");
    }

    @Test
    void aDatabaseWithAChangelogTakesNoSettingsOfFiles() {
        assertRefused(
                Map.of(
                        "tandem.databases.postgres.url", POSTGRES,
                        "tandem.databases.postgres.changelog", "classpath:db/master.yaml",
                        "tandem.databases.postgres.paths", "classpath:sql"),
                "tandem.databases.postgres.paths is for migrations in files");
    }

    @Test
    void settingsOfAChangelogNeedOne() {
        assertRefused(
                Map.of("tandem.databases.postgres.url", POSTGRES, "tandem.databases.postgres.contexts", "production"),
                "tandem.databases.postgres.contexts is for a Liquibase changelog");
    }

    @Test
    void aChangelogNeedsLiquibase() {
        MigrationManagerFactory factory = MigrationManagerFactory.from(
                TestEnvironments.of(TestEnvironments.properties(Map.of(
                        "tandem.databases.postgres.url", POSTGRES, "tandem.databases.postgres.changelog", "x.yaml"))),
                new FilteredClassLoader("liquibase"));
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(factory::databases)
                .withMessageContaining("Liquibase is not on the class path")
                .satisfies(e -> assertThat(e.failure().action()).contains("org.liquibase:liquibase-core"));
    }

    @Test
    void aDatabaseWithAChangelogMayBeTheApplicationsOwnOfAnotherKind() {
        List<MigrationDatabase> databases = factory(TestEnvironments.of(TestEnvironments.properties(Map.of(
                        "spring.datasource.url", "jdbc:h2:mem:app", "tandem.databases.main.changelog", "x.yaml"))))
                .databases();

        assertThat(databases).extracting(database -> database.kind().id()).containsExactly("h2");
    }

    private static void assertRefused(Map<String, Object> properties, String message) {
        MigrationManagerFactory factory = factory(TestEnvironments.of(TestEnvironments.properties(properties)));
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(factory::databases)
                .withMessageContaining(message);
    }

    private static List<String> databases(Map<String, Object> properties) {
        return factory(TestEnvironments.of(TestEnvironments.properties(properties))).databases().stream()
                .map(MigrationDatabase::name)
                .toList();
    }

    private static MigrationManagerFactory factory(ConfigurableEnvironment environment) {
        return MigrationManagerFactory.from(environment, MigrationManagerFactoryTest.class.getClassLoader());
    }
}
