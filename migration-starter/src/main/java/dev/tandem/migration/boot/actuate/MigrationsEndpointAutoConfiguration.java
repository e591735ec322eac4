package dev.tandem.migration.boot.actuate;

import dev.tandem.migration.boot.MigrationMonitor;
import dev.tandem.migration.boot.autoconfigure.MigrationAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the endpoint {@code migrations}. */
@AutoConfiguration(after = MigrationAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(MigrationsEndpoint.class)
public final class MigrationsEndpointAutoConfiguration {

    @Bean
    @ConditionalOnBean(MigrationMonitor.class)
    @ConditionalOnMissingBean
    MigrationsEndpoint migrationsEndpoint(MigrationMonitor monitor) {
        return new MigrationsEndpoint(monitor);
    }
}
