package dev.tandem.migration.boot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class UrlVariablesTest {
    private static final String POSTGRES = "tandem.databases.postgres.url";
    private static final String CLICKHOUSE = "tandem.databases.clickhouse.url";

    private final Map<String, Object> variables = new HashMap<>();
    private final Map<String, Object> file = new HashMap<>();
    private final Map<String, Object> commandLine = new HashMap<>();
    private final StandardEnvironment environment = new StandardEnvironment();

    @Test
    void theGeneralVariablesNameBothDatabases() {
        variables.put("DATABASE_URL", "postgresql://h/d");
        variables.put("CLICKHOUSE_URL", "clickhouse://h:8123/d");
        process();
        assertThat(environment.getProperty(POSTGRES)).isEqualTo("postgresql://h/d");
        assertThat(environment.getProperty(CLICKHOUSE)).isEqualTo("clickhouse://h:8123/d");
    }

    @ParameterizedTest
    @CsvSource({
        "staging,    STAGING_DATABASE_URL",
        "dev,        DEV_DATABASE_URL",
        "development,DEV_DATABASE_URL",
        "production, PRODUCTION_DATABASE_URL",
        "prod,       PRODUCTION_DATABASE_URL",
        "eu-west,    EU_WEST_DATABASE_URL",
    })
    void aProfilesVariableIsStronger(String profile, String variable) {
        variables.put("DATABASE_URL", "postgresql://general/d");
        variables.put("OTHER_DATABASE_URL", "postgresql://other/d");
        variables.put(variable, "postgresql://mine/d");
        environment.setActiveProfiles(profile);
        process();
        assertThat(environment.getProperty(POSTGRES)).isEqualTo("postgresql://mine/d");
    }

    @Test
    void aProfilesVariableIsStrongerThanTheGeneralOneThatTheApplicationHandsOn() {
        file.put(CLICKHOUSE, "${CLICKHOUSE_URL:}");
        variables.put("CLICKHOUSE_URL", "clickhouse://general/d");
        variables.put("STAGING_CLICKHOUSE_URL", "clickhouse://staging/d");
        environment.setActiveProfiles("staging");
        process();
        assertThat(environment.getProperty(CLICKHOUSE)).isEqualTo("clickhouse://staging/d");
    }

    @Test
    void aProfilesDatabaseNeverComesTogetherWithOneOfNoProfile() {
        file.put(CLICKHOUSE, "${CLICKHOUSE_URL:}");
        variables.put("CLICKHOUSE_URL", "clickhouse://general/d");
        variables.put("STAGING_DATABASE_URL", "postgresql://staging/d");
        environment.setActiveProfiles("staging");
        process();
        assertThat(environment.getProperty(POSTGRES)).isEqualTo("postgresql://staging/d");
        assertThat(environment.getProperty(CLICKHOUSE)).isEmpty();
    }

    @Test
    void theGeneralDatabaseNeverComesTogetherWithAProfilesClickHouse() {
        variables.put("DATABASE_URL", "postgresql://general/d");
        variables.put("STAGING_CLICKHOUSE_URL", "clickhouse://staging/d");
        environment.setActiveProfiles("staging");
        process();
        assertThat(environment.getProperty(POSTGRES)).isNull();
        assertThat(environment.getProperty(CLICKHOUSE)).isEqualTo("clickhouse://staging/d");
    }

    @Test
    void whatTandemIsToldItselfIsStronger() {
        file.put(POSTGRES, "postgresql://file/d");
        file.put(CLICKHOUSE, "clickhouse://file/d");
        variables.put("DATABASE_URL", "postgresql://variable/d");
        variables.put("CLICKHOUSE_URL", "clickhouse://variable/d");
        process();
        assertThat(environment.getProperty(POSTGRES)).isEqualTo("postgresql://file/d");
        assertThat(environment.getProperty(CLICKHOUSE)).isEqualTo("clickhouse://file/d");
    }

    @Test
    void aDataSourceIsStrongerWhereItComesFromOutsideOnly() {
        variables.put("DATABASE_URL", "postgresql://variable/d");
        file.put("spring.datasource.url", "jdbc:postgresql://file/d");
        process();
        assertThat(environment.getProperty(POSTGRES)).isEqualTo("postgresql://variable/d");

        environment.getPropertySources().remove("tandemUrlVariables");
        variables.put("spring.datasource.url", "jdbc:postgresql://outside/d");
        process();
        assertThat(environment.getProperty(POSTGRES)).isNull();
    }

    @Test
    void anEmptyDataSourceFromOutsideIsNone() {
        variables.put("spring.datasource.url", "");
        variables.put("DATABASE_URL", "postgresql://variable/d");
        process();
        assertThat(environment.getProperty(POSTGRES)).isEqualTo("postgresql://variable/d");
    }

    @Test
    void anAddressThatComesWithTheCommandIsNotReplacedBecauseItEqualsTheGeneralVariable() {
        variables.put(CLICKHOUSE, "clickhouse://general/d");
        variables.put("CLICKHOUSE_URL", "clickhouse://general/d");
        variables.put("STAGING_CLICKHOUSE_URL", "clickhouse://staging/d");
        environment.setActiveProfiles("staging");
        process();
        assertThat(environment.getProperty(CLICKHOUSE)).isEqualTo("clickhouse://general/d");
    }

    @ParameterizedTest
    @CsvSource({
        "Config resource 'class path resource [application-staging.yml]' via location 'classpath:/',   x",
        "Config resource 'class path resource [application.yml]' via location 'classpath:/' (document #1), spring.config.activate.on-profile",
    })
    void theFileOfAProfileThatWasAskedForIsStrongerThanTheGeneralVariable(String name, String key) {
        variables.put("DATABASE_URL", "postgresql://general/d");
        environment
                .getPropertySources()
                .addLast(new OriginTrackedMapPropertySource(
                        name, Map.of("spring.datasource.url", "jdbc:postgresql://staging/d", key, "staging")));
        environment.setActiveProfiles("staging");
        process();
        assertThat(environment.getProperty(POSTGRES)).isEqualTo("postgresql://general/d");

        environment.getPropertySources().remove("tandemUrlVariables");
        commandLine.put("spring.profiles.active", "staging");
        process();
        assertThat(environment.getProperty(POSTGRES)).isNull();

        variables.put("STAGING_DATABASE_URL", "postgresql://mine/d");
        process();
        assertThat(environment.getProperty(POSTGRES)).isEqualTo("postgresql://mine/d");
    }

    @Test
    void theFileOfNoProfileIsWeakerThanTheGeneralVariableWhateverTheProfile() {
        variables.put("DATABASE_URL", "postgresql://general/d");
        file.put("spring.datasource.url", "jdbc:postgresql://file/d");
        environment.setActiveProfiles("staging");
        commandLine.put("spring.profiles.active", "staging");
        process();
        assertThat(environment.getProperty(POSTGRES)).isEqualTo("postgresql://general/d");
    }

    @Test
    void anotherKindOfDatabaseIsNobodysBusinessAndHttpIsClickHouses() {
        variables.put("DATABASE_URL", "mysql://h/d");
        variables.put("CLICKHOUSE_URL", "https://u:p@h:8443/d");
        process();
        assertThat(environment.getProperty(POSTGRES)).isNull();
        assertThat(environment.getProperty(CLICKHOUSE)).isEqualTo("jdbc:clickhouse:https://u:p@h:8443/d");
    }

    @Test
    void embeddedDatabasesStandInWhereThereIsNoAddressAtAll() {
        variables.put(UrlVariables.EMBEDDED_WITHOUT_URL, "true");
        process();
        assertThat(environment.getProperty("tandem.embedded.enabled")).isEqualTo("true");
    }

    @ParameterizedTest
    @CsvSource({
        "DATABASE_URL,          postgresql://h/d",
        "CLICKHOUSE_URL,        clickhouse://h/d",
        "spring.datasource.url, jdbc:postgresql://h/d",
        "tandem.databases.x.url,postgresql://h/d",
        "tandem.embedded.enabled,false",
    })
    void embeddedDatabasesStandInForNoOther(String name, String value) {
        variables.put(UrlVariables.EMBEDDED_WITHOUT_URL, "true");
        variables.put(name, value);
        process();
        assertThat(environment.getProperty("tandem.embedded.enabled")).isNotEqualTo("true");
    }

    @Test
    void anApplicationThatStartsReadsNoneOfThem() {
        variables.put("DATABASE_URL", "postgresql://h/d");
        environment.getPropertySources().addFirst(new MapPropertySource("variables", variables));
        new UrlVariables().postProcessEnvironment(environment, new SpringApplication(getClass()));
        assertThat(environment.getProperty(POSTGRES)).isNull();
    }

    private void process() {
        environment.getPropertySources().addFirst(new MapPropertySource("variables", variables));
        environment.getPropertySources().addLast(new OriginTrackedMapPropertySource("application.yml", file));
        environment.getPropertySources().addLast(new MapPropertySource("tandemCommandLine", commandLine));
        new UrlVariables().postProcessEnvironment(environment, new SpringApplication(getClass()));
    }
}
