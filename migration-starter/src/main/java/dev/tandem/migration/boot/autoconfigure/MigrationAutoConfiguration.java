package dev.tandem.migration.boot.autoconfigure;

import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.boot.ApplicationDataSource;
import dev.tandem.migration.boot.KnownProperties;
import dev.tandem.migration.boot.MigrationManagerFactory;
import dev.tandem.migration.boot.MigrationMonitor;
import dev.tandem.migration.boot.MigrationProperties;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
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
@Import(DatabaseInitializationDependencyConfigurer.class)
public final class MigrationAutoConfiguration {

    @Bean
    static LazyInitializationExcludeFilter migrationInitializerIsNeverLazy() {
        // nothing asks for this bean, so that a lazy one would never run
        return LazyInitializationExcludeFilter.forBeanTypes(MigrationInitializer.class);
    }

    @Bean
    static DatabaseUsersWait databaseUsersWait() {
        return new DatabaseUsersWait();
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
    MigrationManager migrationManager(
            MigrationProperties properties,
            ObjectProvider<ApplicationDataSource> dataSource,
            ObjectProvider<MigrationListener> listeners,
            Environment environment,
            ResourceLoader resources) {
        KnownProperties.check(environment);
        MigrationManager.Builder builder = new MigrationManagerFactory(
                        properties, dataSource(dataSource.getIfUnique(), environment), classLoader(resources))
                .manager()
                .timeout(properties.timeout())
                .lockWait(properties.lockWait());
        listeners.orderedStream().forEach(builder::listener);
        return builder.build();
    }

    @Bean
    MigrationInitializer migrationInitializer(
            MigrationManager manager, MigrationProperties properties, MigrationMonitor monitor, MigrationLog log) {
        return new MigrationInitializer(manager, properties, monitor, log);
    }

    private static @Nullable ApplicationDataSource dataSource(
            @Nullable ApplicationDataSource dataSource, Environment environment) {
        return dataSource != null ? dataSource : ApplicationDataSource.from(environment);
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
        @ConditionalOnSingleCandidate(JdbcConnectionDetails.class)
        @ConditionalOnMissingBean
        ApplicationDataSource migrationApplicationDataSource(JdbcConnectionDetails details) {
            return new ApplicationDataSource(details.getJdbcUrl(), details.getUsername(), details.getPassword());
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
