package dev.tandem.migration.boot.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.AbstractEnvironment;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * The variables of {@code .env} and of {@code .env.<profile>} in a directory, for the command line: as if they were set,
 * where they are not. A profile's are stronger than the others.
 */
final class DotEnvFiles {
    /** Boot reads the names of one whose name ends so as it reads those of variables. */
    private static final String NAME = "tandemDotEnv-" + StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;

    private DotEnvFiles() {}

    static void addTo(ConfigurableEnvironment environment, Path directory) {
        Map<String, Object> variables = new LinkedHashMap<>(DotEnv.read(directory.resolve(".env")));
        environment
                .getPropertySources()
                .addAfter(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, source(variables));
        // Only now: .env may say which profiles are active.
        for (String profile : profiles(environment)) {
            variables.putAll(DotEnv.read(directory.resolve(".env." + profile)));
        }
        environment.getPropertySources().replace(NAME, source(variables));
    }

    private static SystemEnvironmentPropertySource source(Map<String, Object> variables) {
        return new SystemEnvironmentPropertySource(NAME, Map.copyOf(variables));
    }

    /** Those asked for by name; before the configuration is read, the environment itself knows none. */
    private static List<String> profiles(ConfigurableEnvironment environment) {
        return Binder.get(environment)
                .bind(AbstractEnvironment.ACTIVE_PROFILES_PROPERTY_NAME, Bindable.listOf(String.class))
                .orElse(List.of());
    }
}
