package dev.tandem.migration.boot.cli;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.JavaMigration;
import dev.tandem.migration.MigrationDatabase;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.boot.ListedConfigurations;
import dev.tandem.migration.boot.MigrationCustomizer;
import dev.tandem.migration.boot.MigrationDataSources;
import dev.tandem.migration.boot.MigrationManagerFactory.Contributions;
import dev.tandem.migration.boot.MigrationProperties;
import java.util.List;
import java.util.Map;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.FullyQualifiedAnnotationBeanNameGenerator;
import org.springframework.context.support.PropertySourcesPlaceholderConfigurer;
import org.springframework.core.NativeDetector;
import org.springframework.core.NativeDetector.Context;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.ClassUtils;

/**
 * The beans of the application's {@link dev.tandem.migration.boot.MigrationConfiguration} classes, in a context of their own,
 * which has nothing else of the application.
 */
final class ConfigurationContext implements AutoCloseable {
    private final AnnotationConfigApplicationContext context;

    private ConfigurationContext(AnnotationConfigApplicationContext context) {
        this.context = context;
    }

    /** Whether the application has such classes. */
    static boolean isNeeded(ClassLoader classLoader) {
        return !ListedConfigurations.names(classLoader).isEmpty();
    }

    /** @throws InvalidConfigurationException in a native image, where there are no configuration classes to be read */
    static ConfigurationContext open(ConfigurableEnvironment environment, ClassLoader classLoader) {
        refuse(NativeDetector.inNativeImage(Context.RUN));
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.setEnvironment(environment);
        context.setClassLoader(classLoader);
        // As in the application, which imports the classes: by their whole names, so that none clashes with a bean.
        context.setBeanNameGenerator(FullyQualifiedAnnotationBeanNameGenerator.INSTANCE);
        // As in an application of Boot's: a placeholder without a value is an error, and times are read as properties
        // are.
        context.registerBean(PropertySourcesPlaceholderConfigurer.class);
        context.getBeanFactory().setConversionService(ApplicationConversionService.getSharedInstance());
        for (String name : ListedConfigurations.names(classLoader)) {
            context.register(ClassUtils.resolveClassName(name, classLoader));
        }
        context.refresh();
        return new ConfigurationContext(context);
    }

    /** Without them it would take their migrations for missing. */
    static void refuse(boolean nativeImage) {
        if (nativeImage) {
            throw new InvalidConfigurationException(
                    Failure.of(
                            null,
                            "This application has @MigrationConfiguration classes, which the command line of a native image"
                                    + " cannot read.",
                            "Run the command with the application's jar. Or make its Java migrations services: a line of"
                                    + " META-INF/services/" + JavaMigration.class.getName() + " each."),
                    null);
        }
    }

    Contributions contributions(MigrationProperties properties) {
        boolean connects = properties.databases().values().stream().anyMatch(database -> database.dataSource() != null);
        return new Contributions(
                Map.of(),
                connects ? new MigrationDataSources(context, properties.databases()).named() : Map.of(),
                all(MigrationCustomizer.class),
                all(MigrationDatabase.class),
                all(JavaMigration.class));
    }

    List<MigrationListener> listeners() {
        return all(MigrationListener.class);
    }

    private <T> List<T> all(Class<T> type) {
        return context.getBeanProvider(type).orderedStream().toList();
    }

    @Override
    public void close() {
        context.close();
    }
}
