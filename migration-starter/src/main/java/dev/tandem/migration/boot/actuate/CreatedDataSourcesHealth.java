package dev.tandem.migration.boot.actuate;

import dev.tandem.migration.boot.CreatedDataSourceNames;
import dev.tandem.migration.boot.MigrationProperties;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.core.env.Environment;

/**
 * Takes the DataSources that Tandem creates out of Boot's health {@code db}, which would take each for one that the application
 * cannot do without.
 */
final class CreatedDataSourcesHealth implements BeanPostProcessor {
    private static final String DB = "dbHealthContributor";

    private final Environment environment;

    CreatedDataSourcesHealth(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (!beanName.equals(DB) || !(bean instanceof CompositeHealthContributor all)) {
            return bean;
        }
        Set<String> created = created();
        Map<String, HealthContributor> others = new LinkedHashMap<>();
        all.stream()
                .filter(entry -> !created.contains(entry.name()))
                .forEach(entry -> others.put(entry.name(), entry.contributor()));
        return others.size() == 1 ? others.values().iterator().next() : CompositeHealthContributor.fromMap(others);
    }

    private Set<String> created() {
        return MigrationProperties.databasesIn(environment).entrySet().stream()
                .filter(database -> database.getValue().createDataSource())
                .map(database -> CreatedDataSourceNames.of(database.getKey()))
                .collect(Collectors.toUnmodifiableSet());
    }
}
