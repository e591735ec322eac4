package dev.tandem.migration.boot.actuate;

import dev.tandem.migration.boot.MigrationMonitor;
import dev.tandem.migration.boot.MigrationObservations;
import dev.tandem.migration.boot.autoconfigure.MigrationAutoConfiguration;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the observations of runs and migrations. */
@AutoConfiguration(after = MigrationAutoConfiguration.class)
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean(MigrationMonitor.class)
public final class MigrationObservationsAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    MigrationObservations migrationObservations(ObjectProvider<ObservationRegistry> registry) {
        return new MigrationObservations(registry::getIfUnique);
    }
}
