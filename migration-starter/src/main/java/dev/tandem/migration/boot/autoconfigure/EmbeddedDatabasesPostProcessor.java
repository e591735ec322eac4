package dev.tandem.migration.boot.autoconfigure;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.boot.MigrationManagerFactory;
import dev.tandem.migration.boot.MigrationProperties.Embedded;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Gives the application embedded databases where it has no URL. This early, because everything else, the command line
 * included, then finds them where it finds configured ones: in the environment.
 */
final class EmbeddedDatabasesPostProcessor implements EnvironmentPostProcessor {
    private static final String LIBRARY = "dev.tandem.migration.embedded.EmbeddedDatabases";

    private final ConfigurableBootstrapContext bootstrap;

    EmbeddedDatabasesPostProcessor(ConfigurableBootstrapContext bootstrap) {
        this.bootstrap = bootstrap;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        Binder binder = Binder.get(environment);
        if (!flag(binder, "tandem.embedded.enabled", false) || !flag(binder, "tandem.enabled", true)) {
            return;
        }
        boolean postgres = isWanted(binder, "postgres")
                && !isSet(binder, "spring.datasource.url")
                && !isSet(binder, "spring.datasource.jndi-name");
        boolean clickhouse = isWanted(binder, "clickhouse");
        if (!postgres && !clickhouse) {
            return;
        }
        if (!ClassUtils.isPresent(LIBRARY, application.getClassLoader())) {
            throw new InvalidConfigurationException(
                    Failure.of(
                            null,
                            "tandem.embedded.enabled is true, but migration-embedded is not on the class path.",
                            "Add the dependency dev.tandem:migration-embedded, or set tandem.embedded.enabled=false."),
                    null);
        }
        Map<String, Object> properties = new LinkedHashMap<>();
        if (environment.getProperty(MigrationManagerFactory.OFFLINE, Boolean.class, false)) {
            names(postgres, clickhouse)
                    .forEach(name -> properties.put(
                            "tandem.databases." + name + ".url", MigrationManagerFactory.offlineUrl(name)));
            environment.getPropertySources().addFirst(new MapPropertySource("tandemEmbedded", properties));
            return;
        }
        Function<String, Map<String, Object>> databases =
                running(binder.bindOrCreate("tandem.embedded", Embedded.class));
        names(postgres, clickhouse).forEach(name -> properties.putAll(databases.apply(name)));
        environment.getPropertySources().addFirst(new MapPropertySource("tandemEmbedded", properties));
    }

    /** From a database's name to the properties by which the application finds it. */
    @SuppressWarnings("unchecked") // only this method keeps something under that name
    private Function<String, Map<String, Object>> running(Embedded embedded) {
        if (Restarts.areExpected() && !RunningDatabases.areThere(embedded)) {
            return Restarts.kept("tandem " + embedded, Function.class, () -> RunningDatabases.attachOrStart(embedded));
        }
        RunningDatabases databases = RunningDatabases.attachOrStart(embedded);
        endWithTheApplication(databases);
        return databases;
    }

    /** As the first thing to be destroyed last: the application's pools are closed before their server ends. */
    private void endWithTheApplication(RunningDatabases databases) {
        bootstrap.addCloseListener(event -> {
            DisposableBean close = databases::close;
            ((DefaultSingletonBeanRegistry) event.getApplicationContext().getBeanFactory())
                    .registerDisposableBean("tandemEmbeddedDatabases", close);
        });
    }

    private static List<String> names(boolean postgres, boolean clickhouse) {
        return Stream.of("postgres", "clickhouse")
                .filter(name -> name.equals("postgres") ? postgres : clickhouse)
                .toList();
    }

    private static boolean isWanted(Binder binder, String database) {
        String prefix = "tandem.databases." + database;
        return flag(binder, prefix + ".enabled", true) && !isSet(binder, prefix + ".url");
    }

    private static boolean isSet(Binder binder, String property) {
        return StringUtils.hasText(binder.bind(property, String.class).orElse(""));
    }

    private static boolean flag(Binder binder, String property, boolean unset) {
        return binder.bind(property, Boolean.class).orElse(unset);
    }
}
