package dev.tandem.migration.boot.actuate;

import dev.tandem.migration.boot.MigrationMeters;
import dev.tandem.migration.boot.MigrationMonitor;
import dev.tandem.migration.boot.MigrationProperties;
import dev.tandem.migration.boot.autoconfigure.MigrationAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the meters. */
@AutoConfiguration(after = MigrationAutoConfiguration.class)
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({MigrationMonitor.class, MigrationProperties.class})
public final class MigrationMetersAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    MigrationMeters migrationMeters(MigrationMonitor monitor, MigrationProperties properties) {
        return new MigrationMeters(monitor, properties.slowThreshold());
    }
}
