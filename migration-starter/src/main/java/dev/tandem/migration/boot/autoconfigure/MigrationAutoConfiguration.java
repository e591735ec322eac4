package dev.tandem.migration.boot.autoconfigure;

import dev.tandem.migration.JavaMigration;
import dev.tandem.migration.MigrationDatabase;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.boot.ConnectionAddress;
import dev.tandem.migration.boot.KnownProperties;
import dev.tandem.migration.boot.MigrationConnectionDetails;
import dev.tandem.migration.boot.MigrationCustomizer;
import dev.tandem.migration.boot.MigrationDataSources;
import dev.tandem.migration.boot.MigrationManagerFactory;
import dev.tandem.migration.boot.MigrationManagerFactory.Contributions;
import dev.tandem.migration.boot.MigrationMonitor;
import dev.tandem.migration.boot.MigrationProperties;
import dev.tandem.migration.sql.SqlDatabase;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Auto-configuration that brings the databases up to date, or checks them, before any bean uses them. */
@AutoConfiguration(afterName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
@Conditional(MigrationAutoConfiguration.OnEnabled.class)
@EnableConfigurationProperties(MigrationProperties.class)
@Import({DatabaseInitializationDependencyConfigurer.class, MigrationConfigurations.class})
public final class MigrationAutoConfiguration {

    @Bean
    static LazyInitializationExcludeFilter migrationInitializerIsNeverLazy() {
        // nothing asks for this bean, so that a lazy one would never run
        return LazyInitializationExcludeFilter.forBeanTypes(MigrationInitializer.class);
    }

    @Bean
    static DatabaseUsersWait databaseUsersWait(Environment environment) {
        return new DatabaseUsersWait(environment);
    }

    @Bean
    static CreatedDataSources createdDataSources(Environment environment, BeanFactory beans) {
        return new CreatedDataSources(environment, beans);
    }

    @Bean
    @ConditionalOnMissingBean
    MigrationMonitor migrationMonitor() {
        return new MigrationMonitor();
    }

    @Bean
    MigrationLog migrationLog(MigrationProperties properties) {
        return new MigrationLog(properties.slowThreshold());
    }

    @Bean
    @ConditionalOnMissingBean
    MigrationManagerFactory migrationManagerFactory(
            MigrationProperties properties,
            ObjectProvider<ConnectionAddress> dataSource,
            ObjectProvider<JdbcServices> services,
            ObjectProvider<Contributions> contributions,
            Environment environment,
            ResourceLoader resources) {
        KnownProperties.check(environment);
        JdbcServices known = services.getIfAvailable();
        ConnectionAddress own = dataSource.getIfUnique(() -> known == null ? null : known.application());
        return new MigrationManagerFactory(
                        properties, own != null ? own : ConnectionAddress.from(environment), classLoader(resources))
                .with(contributions.getObject());
    }

    @Bean
    @ConditionalOnMissingBean
    Contributions migrationContributions(
            ObjectProvider<MigrationConnectionDetails> details,
            ObjectProvider<JdbcServices> services,
            ObjectProvider<MigrationDataSources> dataSources,
            ObjectProvider<MigrationCustomizer> customizers,
            ObjectProvider<MigrationDatabase> databases,
            ObjectProvider<JavaMigration> javaMigrations,
            ConfigurableListableBeanFactory beans) {
        MigrationConfigurations.check(beans);
        Map<String, ConnectionAddress> addresses = new LinkedHashMap<>();
        services.ifAvailable(known -> addresses.putAll(known.others()));
        dataSources.ifAvailable(known -> addresses.putAll(known.ofDatabases()));
        details.orderedStream()
                // Of a container nobody may have said what it is for.
                .filter(one -> SqlDatabase.knows(one.getJdbcUrl()))
                .forEach(one -> addresses.put(
                        one.getDatabase(),
                        new ConnectionAddress(one.getJdbcUrl(), one.getUsername(), one.getPassword())));
        MigrationDataSources known = dataSources.getIfAvailable();
        return new Contributions(
                addresses,
                known == null ? Map.of() : known.named(),
                customizers.orderedStream().toList(),
                databases.orderedStream().toList(),
                javaMigrations.orderedStream().toList());
    }

    @Bean
    @ConditionalOnMissingBean
    MigrationManager migrationManager(
            MigrationManagerFactory factory,
            MigrationProperties properties,
            ObjectProvider<MigrationListener> listeners) {
        MigrationManager.Builder builder =
                factory.manager().timeout(properties.timeout()).lockWait(properties.lockWait());
        listeners.orderedStream().forEach(builder::listener);
        return builder.build();
    }

    @Bean
    MigrationInitializer migrationInitializer(
            MigrationManager manager,
            MigrationProperties properties,
            MigrationMonitor monitor,
            MigrationLog log,
            ConfigurableListableBeanFactory beans) {
        return new MigrationInitializer(manager, properties, monitor, log, beans.getApplicationStartup());
    }

    private static ClassLoader classLoader(ResourceLoader resources) {
        ClassLoader classLoader = resources.getClassLoader();
        return classLoader != null ? classLoader : MigrationAutoConfiguration.class.getClassLoader();
    }

    /** Where Boot knows how the DataSource connects, be it from properties, a container or Docker Compose. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(JdbcConnectionDetails.class)
    static class DataSourceConfiguration {

        @Bean
        static ComposedClickHouse composedClickHouse() {
            return new ComposedClickHouse();
        }

        @Bean
        JdbcServices jdbcServices(ListableBeanFactory beans) {
            return new JdbcServices(beans);
        }

        @Bean
        MigrationDataSources migrationDataSources(ListableBeanFactory beans, MigrationProperties properties) {
            return new MigrationDataSources(beans, properties.databases());
        }
    }

    /** Not a condition on a property's text: an empty value means unset here, too. */
    static class OnEnabled extends SpringBootCondition {
        @Override
        public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
            boolean enabled = Binder.get(context.getEnvironment())
                    .bind("tandem.enabled", Boolean.class)
                    .orElse(true);
            return new ConditionOutcome(enabled, ConditionMessage.of("tandem.enabled is " + enabled));
        }
    }
}
