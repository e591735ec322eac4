package dev.tandem.migration.boot.cli;

import java.util.List;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;

/**
 * Whether what takes back, drops or overwrites is refused here. Read past the command line: a protection that the
 * protected person can take off with one more word is none.
 */
final class Protection {
    static final String PROPERTY = "tandem.protected";

    /** A property that holds properties; Boot makes a source of the same name from it. */
    private static final String JSON = "spring.application.json";

    private Protection() {}

    /** Whether somebody thinks that it can be set with a command, which has no effect. */
    static boolean isOnCommandLine(ConfigurableEnvironment environment) {
        PropertySource<?> commandLine =
                environment.getPropertySources().get(CommandLinePropertySource.COMMAND_LINE_PROPERTY_SOURCE_NAME);
        return commandLine != null && commandLine.containsProperty(PROPERTY);
    }

    static boolean isOn(ConfigurableEnvironment environment) {
        PropertySource<?> commandLine =
                environment.getPropertySources().get(CommandLinePropertySource.COMMAND_LINE_PROPERTY_SOURCE_NAME);
        boolean withJson = commandLine != null && commandLine.containsProperty(JSON);
        List<PropertySource<?>> sources = environment.getPropertySources().stream()
                .filter(source -> !source.equals(commandLine))
                .filter(source -> !(withJson && source.getName().equals(JSON)))
                .filter(source -> !ConfigurationPropertySources.isAttachedConfigurationPropertySource(source))
                .toList();
        return new Binder(ConfigurationPropertySources.from(sources), new PropertySourcesPlaceholdersResolver(sources))
                .bind(PROPERTY, Boolean.class)
                .orElse(false);
    }
}
