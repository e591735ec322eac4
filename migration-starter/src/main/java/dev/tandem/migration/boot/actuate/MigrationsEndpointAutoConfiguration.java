package dev.tandem.migration.boot.actuate;

import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.boot.MigrationMonitor;
import dev.tandem.migration.boot.autoconfigure.MigrationAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the endpoint {@code migrations}. */
@AutoConfiguration(after = MigrationAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(MigrationsEndpoint.class)
public final class MigrationsEndpointAutoConfiguration {

    @Bean
    @ConditionalOnBean({MigrationMonitor.class, MigrationManager.class})
    @ConditionalOnMissingBean
    MigrationsEndpoint migrationsEndpoint(MigrationMonitor monitor, MigrationManager manager) {
        return new MigrationsEndpoint(monitor, manager);
    }

    @Bean
    @ConditionalOnBean(MigrationsEndpoint.class)
    @ConditionalOnBooleanProperty("tandem.page")
    MigrationsPage migrationsPage(MigrationMonitor monitor) {
        return new MigrationsPage(monitor);
    }
}
