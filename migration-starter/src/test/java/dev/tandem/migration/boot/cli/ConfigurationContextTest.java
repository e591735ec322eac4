package dev.tandem.migration.boot.cli;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tandem.migration.InvalidConfigurationException;
import org.junit.jupiter.api.Test;

class ConfigurationContextTest {

    @Test
    void inANativeImageConfigurationClassesAreRefusedRatherThanLeftOut() {
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> ConfigurationContext.refuse(true))
                .withMessageContaining("which the command line of a native image cannot read")
                .withMessageContaining("META-INF/services/dev.tandem.migration.JavaMigration");
        assertThatCode(() -> ConfigurationContext.refuse(false)).doesNotThrowAnyException();
    }
}
