package dev.tandem.migration.boot.actuate;

import dev.tandem.migration.boot.MigrationProperties;
import dev.tandem.migration.boot.autoconfigure.MigrationAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Auto-configuration that keeps the DataSources created by Tandem out of the health of the application's own. */
@AutoConfiguration(after = MigrationAutoConfiguration.class)
@ConditionalOnClass(CompositeHealthContributor.class)
@ConditionalOnBean(MigrationProperties.class)
public final class CreatedDataSourcesHealthAutoConfiguration {

    @Bean
    static CreatedDataSourcesHealth createdDataSourcesHealth(Environment environment) {
        return new CreatedDataSourcesHealth(environment);
    }
}
