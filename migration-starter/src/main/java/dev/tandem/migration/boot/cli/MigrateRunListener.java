package dev.tandem.migration.boot.cli;

import dev.tandem.migration.boot.MigrationManagerFactory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.AbstractEnvironment;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;

/**
 * What has to happen around {@link MigrateListener}: help and complaints before anything is read (an embedded database
 * is not started for a misspelled word), the profile before the configuration is looked for, and an exit code for a
 * configuration that cannot be read. Does nothing unless the tool was asked for.
 */
final class MigrateRunListener implements SpringApplicationRunListener, Ordered {
    private static final String SOURCE = "tandemCommandLine";

    private final @Nullable MigrateTool tool;
    private final ClassLoader classLoader;
    private final IntConsumer exit;

    /** Used by Boot, which looks for a public one where there are several. */
    public MigrateRunListener(SpringApplication application, String[] arguments) {
        this(
                ApplicationArguments.askForTool(arguments) ? new MigrateTool(Terminal.system(), arguments) : null,
                application.getClassLoader(),
                System::exit);
    }

    MigrateRunListener(@Nullable MigrateTool tool, ClassLoader classLoader, IntConsumer exit) {
        this.tool = tool;
        this.classLoader = classLoader;
        this.exit = exit;
    }

    @Override
    public void starting(ConfigurableBootstrapContext bootstrapContext) {
        if (tool != null) {
            tool.answer().ifPresent(exit);
        }
    }

    @Override
    public void environmentPrepared(
            ConfigurableBootstrapContext bootstrapContext, ConfigurableEnvironment environment) {
        if (tool == null) {
            return;
        }
        Map<String, Object> properties = new HashMap<>();
        if (!tool.profiles().isEmpty()) {
            // In place of the active ones, not beside them: the databases of two environments must never come together.
            properties.put(AbstractEnvironment.ACTIVE_PROFILES_PROPERTY_NAME, String.join(",", tool.profiles()));
        }
        if (tool.isOffline()) {
            properties.put(MigrationManagerFactory.OFFLINE, true);
        }
        environment.getPropertySources().addFirst(new MapPropertySource(SOURCE, properties));
        DotEnvFiles.addTo(environment, Path.of(""));
    }

    /** Whether the tool was asked for profiles, in place of those that are active without it. */
    static boolean namesProfiles(ConfigurableEnvironment environment) {
        PropertySource<?> ours = environment.getPropertySources().get(SOURCE);
        return ours != null && ours.containsProperty(AbstractEnvironment.ACTIVE_PROFILES_PROPERTY_NAME);
    }

    /** Whether the tool runs in place of the application. */
    static boolean isTool(ConfigurableEnvironment environment) {
        return environment.getPropertySources().contains(SOURCE);
    }

    @Override
    public void failed(@Nullable ConfigurableApplicationContext context, Throwable exception) {
        if (tool != null) {
            exit.accept(tool.misconfigured(exception, classLoader));
        }
    }

    /** Before the one that publishes the events. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }
}
