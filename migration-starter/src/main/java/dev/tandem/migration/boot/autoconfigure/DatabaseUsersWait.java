package dev.tandem.migration.boot.autoconfigure;

import dev.tandem.migration.boot.MigrationDataSources;
import dev.tandem.migration.boot.MigrationProperties;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Lets every bean through which a database is reached wait for the migration, and with them all who use them. Boot's own
 * means reaches the templates only, and to name a DataSource there ends in a cycle: Boot's script initializer would wait
 * for the DataSource, and the DataSource for all initializers. A DataSource that says how a database is reached cannot wait:
 * the migration needs it. Those who use it wait as far as Boot knows that they do.
 */
final class DatabaseUsersWait implements BeanFactoryPostProcessor {
    static final List<String> CLIENTS = List.of("com.clickhouse.client.api.Client", "io.r2dbc.spi.ConnectionFactory");

    private final Environment environment;

    DatabaseUsersWait(Environment environment) {
        this.environment = environment;
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        String[] initializers = beans.getBeanNamesForType(MigrationInitializer.class, true, false);
        Set<String> awaited = new MigrationDataSources(beans, MigrationProperties.databasesIn(environment)).names();
        for (Class<?> type : types(beans)) {
            for (String name : beans.getBeanNamesForType(type, true, false)) {
                if (beans.containsBeanDefinition(name) && !awaited.contains(name)) {
                    addDependencies(beans.getBeanDefinition(name), initializers);
                }
            }
        }
    }

    private static List<Class<?>> types(ConfigurableListableBeanFactory beans) {
        List<Class<?>> types = new ArrayList<>();
        types.add(DataSource.class);
        for (String name : CLIENTS) {
            if (ClassUtils.isPresent(name, beans.getBeanClassLoader())) {
                types.add(ClassUtils.resolveClassName(name, beans.getBeanClassLoader()));
            }
        }
        return types;
    }

    private static void addDependencies(BeanDefinition bean, String[] initializers) {
        Set<String> dependencies = new LinkedHashSet<>();
        if (bean.getDependsOn() != null) {
            dependencies.addAll(Arrays.asList(bean.getDependsOn()));
        }
        dependencies.addAll(Arrays.asList(initializers));
        bean.setDependsOn(dependencies.toArray(String[]::new));
    }
}
