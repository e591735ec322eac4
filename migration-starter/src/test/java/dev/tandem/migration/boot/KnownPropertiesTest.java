package dev.tandem.migration.boot;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.migration.InvalidConfigurationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.io.ByteArrayResource;

class KnownPropertiesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tandem.enabled",
                "tandem.autoMigrate",
                "tandem.auto_migrate",
                "tandem.protected",
                "tandem.databases",
                "tandem.embedded.postgres-port",
                "tandem.databases.postgres.url",
                "tandem.databases.postgres.lockTimeout",
                "tandem.databases.postgres.paths[0]",
                "tandem.databases.postgres.placeholders.any.name",
                "tandem.databases.postgres.placeholders[Any name]",
                "tandems.enabled",
                "spring.tandem.enabeld"
            })
    void whatThereIsIsKnownInEverySpelling(String name) {
        assertThatCode(() -> check(TestEnvironments.properties(Map.of(name, "x"))))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            tandem.auto-migrat                      | Did you mean tandem.auto-migrate?
            tandem.startupchek                      | Did you mean tandem.startup-check?
            tandem.database.postgres.url            | Did you mean tandem.databases.postgres.url?
            tandem.databases.postgres.usrname       | Did you mean tandem.databases.postgres.username?
            tandem.databases.postgres.path[0]       | Did you mean tandem.databases.postgres.paths[0]?
            tandem.embedded.port                    | Known there: enabled, directory, postgres-port
            tandem.timeout.seconds                  | There is no property tandem.timeout.seconds
            tandem.guarded                          | There is no property tandem.guarded
            """)
    void whatThereIsNotIsRefusedWithWhatMayHaveBeenMeant(String name, String hint) {
        assertThatThrownBy(() -> check(TestEnvironments.properties(Map.of(name, "x"))))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("There is no property " + name)
                .hasMessageContaining(hint);
    }

    @Test
    void theOriginIsNamedAndTheValueIsNot() throws IOException {
        PropertySource<?> yaml = new YamlPropertySourceLoader()
                .load(
                        "app",
                        new ByteArrayResource(
                                "tandem:\n  databases:\n    postgres:\n      pasword: s3cret\n"
                                        .getBytes(StandardCharsets.UTF_8),
                                "application.yml"))
                .get(0);

        assertThatThrownBy(() -> check(yaml))
                .hasMessageContaining("tandem.databases.postgres.pasword (")
                .hasMessageContaining("application.yml] - 4:16")
                .hasMessageContaining("Did you mean tandem.databases.postgres.password?")
                .message()
                .doesNotContain("s3cret");
    }

    @Test
    void theCommandLineIsCheckedAndEveryMistakeIsNamed() {
        assertThatThrownBy(() -> check(
                        new SimpleCommandLinePropertySource("--tandem.auto-migrat=true", "--tandem.lock-wiat=3s")))
                .hasMessageContaining("Did you mean tandem.auto-migrate?")
                .hasMessageContaining("Did you mean tandem.lock-wait?");
    }

    @Test
    void aVariableMayBeSomebodyElses() {
        assertThatCode(() -> check(TestEnvironments.variables(Map.of("TANDEM_BICYCLE_SEATS", "2"))))
                .doesNotThrowAnyException();
    }

    private static void check(PropertySource<?> source) {
        KnownProperties.check(TestEnvironments.of(source));
    }
}
