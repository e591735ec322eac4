package dev.tandem.migration.boot.autoconfigure;

import dev.tandem.migration.MigrationDatabase;
import dev.tandem.migration.SqlPrompt;
import dev.tandem.migration.boot.CreatedDataSourceNames;
import dev.tandem.migration.boot.MigrationManagerFactory;
import dev.tandem.migration.boot.MigrationProperties;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.ClassUtils;

/**
 * Gives the application a DataSource and a JdbcClient for each database with {@code create-data-source}. Both are qualified by
 * the database's name, and nobody gets them who does not ask for it: Boot's own DataSource stays the only one.
 */
final class CreatedDataSources implements BeanDefinitionRegistryPostProcessor {
    static final String POOL = "com.zaxxer.hikari.HikariDataSource";

    private static final boolean POOLED = ClassUtils.isPresent(POOL, CreatedDataSources.class.getClassLoader());

    private final Environment environment;
    private final BeanFactory beans;

    CreatedDataSources(Environment environment, BeanFactory beans) {
        this.environment = environment;
        this.beans = beans;
    }

    @Override
    public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
        MigrationProperties.databasesIn(environment).forEach((database, settings) -> {
            if (settings.enabled() && settings.createDataSource()) {
                String dataSource = CreatedDataSourceNames.of(database);
                register(registry, dataSource, database, DataSource.class, () -> dataSource(database));
                register(
                        registry,
                        database + "JdbcClient",
                        database,
                        JdbcClient.class,
                        () -> JdbcClient.create(beans.getBean(dataSource, DataSource.class)));
            }
        });
    }

    private static <T> void register(
            BeanDefinitionRegistry registry, String name, String database, Class<T> type, Supplier<T> supplier) {
        RootBeanDefinition definition = new RootBeanDefinition(type, supplier);
        definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, database));
        definition.setDefaultCandidate(false);
        // Ahead of time only this post-processor is taken over, which registers them again where the application runs.
        definition.setAttribute(BeanRegistrationAotProcessor.IGNORE_REGISTRATION_ATTRIBUTE, true);
        registry.registerBeanDefinition(name, definition);
    }

    private DataSource dataSource(String name) {
        MigrationDatabase database =
                beans.getBean(MigrationManagerFactory.class).database(name);
        UnpooledDataSource unpooled = new UnpooledDataSource((SqlPrompt) database);
        return POOLED ? Pool.of(name, unpooled) : unpooled;
    }
}
