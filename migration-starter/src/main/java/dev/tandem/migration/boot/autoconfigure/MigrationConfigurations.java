package dev.tandem.migration.boot.autoconfigure;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.JavaMigration;
import dev.tandem.migration.boot.ListedConfigurations;
import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportSelector;
import org.springframework.core.type.AnnotationMetadata;

/** Imports the configuration classes that the command line, too, takes beans from. */
final class MigrationConfigurations implements ImportSelector, BeanClassLoaderAware {
    private @Nullable ClassLoader classLoader;

    @Override
    public void setBeanClassLoader(ClassLoader loader) {
        classLoader = loader;
    }

    /** Also those that no component scan finds: another library's, and all of them in a slice of the application. */
    @Override
    public String[] selectImports(AnnotationMetadata importing) {
        return ListedConfigurations.names(classLoader).toArray(String[]::new);
    }

    /**
     * Refuses Java migrations that the command line would not know: it would take them for missing.
     *
     * @throws InvalidConfigurationException naming the first such bean
     */
    static void check(ConfigurableListableBeanFactory beans) {
        List<String> listed = null;
        for (String bean : beans.getBeanNamesForType(JavaMigration.class)) {
            String owner = owner(beans, bean);
            listed = listed == null ? ListedConfigurations.names(beans.getBeanClassLoader()) : listed;
            if (owner == null || !listed.contains(owner)) {
                throw new InvalidConfigurationException(
                        Failure.of(
                                null,
                                "The Java migration " + bean + " is a bean of "
                                        + (owner == null ? "no configuration class" : owner)
                                        + ", of which the command line does not know.",
                                "Declare it as a @Bean of a class with @MigrationConfiguration whose name is a line of "
                                        + ListedConfigurations.FILE
                                        + "; or, if it needs no beans, as a service: a line of META-INF/services/"
                                        + JavaMigration.class.getName() + "."),
                        null);
            }
        }
    }

    private static @Nullable String owner(ConfigurableListableBeanFactory beans, String bean) {
        if (!beans.containsBeanDefinition(bean)) {
            return null;
        }
        BeanDefinition definition = beans.getBeanDefinition(bean);
        String factory = definition.getFactoryBeanName();
        if (factory == null) {
            // A static method needs no bean of its class; of one that was processed ahead of time only the method is
            // known.
            Method method = definition instanceof RootBeanDefinition root ? root.getResolvedFactoryMethod() : null;
            if (method != null) {
                return method.getDeclaringClass().getName();
            }
            return definition.getFactoryMethodName() == null ? null : definition.getBeanClassName();
        }
        Class<?> type = beans.containsBeanDefinition(factory) ? beans.getType(factory) : null;
        return type == null ? null : type.getName();
    }
}
