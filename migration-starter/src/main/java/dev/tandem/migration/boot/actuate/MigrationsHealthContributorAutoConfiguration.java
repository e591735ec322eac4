package dev.tandem.migration.boot.actuate;

import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.boot.MigrationMonitor;
import dev.tandem.migration.boot.autoconfigure.MigrationAutoConfiguration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the health contributor {@code migrations}, with a part for each database. */
@AutoConfiguration(after = MigrationAutoConfiguration.class)
@ConditionalOnClass({HealthContributor.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnEnabledHealthIndicator("migrations")
public final class MigrationsHealthContributorAutoConfiguration {

    @Bean
    @ConditionalOnBean({MigrationMonitor.class, MigrationManager.class})
    @ConditionalOnMissingBean(name = "migrationsHealthContributor")
    CompositeHealthContributor migrationsHealthContributor(MigrationManager manager, MigrationMonitor monitor) {
        Map<String, HealthIndicator> parts = new LinkedHashMap<>();
        manager.databases().forEach(name -> parts.put(name, new MigrationHealthIndicator(name, monitor)));
        return CompositeHealthContributor.fromMap(parts);
    }
}
