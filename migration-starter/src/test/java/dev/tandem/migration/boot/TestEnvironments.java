package dev.tandem.migration.boot;

import java.util.Map;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Environments as an application has them. */
final class TestEnvironments {
    private TestEnvironments() {}

    static PropertySource<?> properties(Map<String, Object> properties) {
        return new MapPropertySource("test", properties);
    }

    static PropertySource<?> variables(Map<String, Object> variables) {
        return new SystemEnvironmentPropertySource("test-systemEnvironment", variables);
    }

    /** The first source wins. */
    static ConfigurableEnvironment of(PropertySource<?>... sources) {
        StandardEnvironment environment = new StandardEnvironment();
        for (int i = sources.length - 1; i >= 0; i--) {
            environment.getPropertySources().addFirst(sources[i]);
        }
        ConfigurationPropertySources.attach(environment);
        return environment;
    }
}
