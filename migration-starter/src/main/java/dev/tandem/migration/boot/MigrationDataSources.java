package dev.tandem.migration.boot;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidConfigurationException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;

/**
 * The DataSource beans that say how databases are reached: named by a property, or annotated. What is taken from them is their
 * address, never a connection.
 */
public final class MigrationDataSources {
    private final ListableBeanFactory beans;
    private final Map<String, MigrationProperties.Database> databases;

    /** Those among some beans, by the settings of the databases. */
    public MigrationDataSources(ListableBeanFactory beans, Map<String, MigrationProperties.Database> databases) {
        this.beans = beans;
        this.databases = databases;
    }

    /** The names of all of them; they cannot wait for the migration, which waits for them. */
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>(annotated().values());
        databases.values().forEach(database -> {
            if (database.url() == null && database.dataSource() != null) {
                names.add(database.dataSource());
            }
        });
        return names;
    }

    /** Those that are named by a property, by the names of the beans. */
    public Map<String, ConnectionAddress> named() {
        Map<String, ConnectionAddress> addresses = new LinkedHashMap<>();
        databases.forEach((database, settings) -> {
            String bean = settings.dataSource();
            if (settings.enabled() && settings.url() == null && bean != null) {
                String property = "tandem.databases." + database + ".data-source";
                addresses.put(bean, address(bean, property + " is " + bean, property));
            }
        });
        return addresses;
    }

    /** Those that are annotated, by the names of the databases. */
    public Map<String, ConnectionAddress> ofDatabases() {
        Map<String, ConnectionAddress> addresses = new LinkedHashMap<>();
        annotated().forEach((database, bean) -> {
            MigrationProperties.Database settings = databases.get(database);
            if (settings == null || settings.url() == null) {
                addresses.put(
                        database,
                        address(
                                bean,
                                "The DataSource " + bean + " is annotated with @MigrationDataSource",
                                "tandem.databases." + database + ".url"));
            }
        });
        return addresses;
    }

    private Map<String, String> annotated() {
        Map<String, String> names = new LinkedHashMap<>();
        for (String bean : beans.getBeanNamesForAnnotation(MigrationDataSource.class)) {
            MigrationDataSource annotation =
                    Objects.requireNonNull(beans.findAnnotationOnBean(bean, MigrationDataSource.class, false));
            String other = names.putIfAbsent(annotation.value(), bean);
            if (other != null && !other.equals(bean)) {
                throw invalid(
                        "Both " + other + " and " + bean + " are annotated with @MigrationDataSource(\""
                                + annotation.value() + "\").",
                        "Annotate one of them.",
                        null);
            }
        }
        return names;
    }

    private ConnectionAddress address(String bean, String what, String property) {
        ConnectionAddress address;
        try {
            address = DataSourceAddress.of(beans.getBean(bean, DataSource.class));
        } catch (NoSuchBeanDefinitionException e) {
            throw invalid(what + ", and there is no DataSource bean of that name.", "Name one that there is.", e);
        }
        if (address == null) {
            throw invalid(
                    what + ", and does not tell its address.",
                    "Set " + property.replaceFirst("\\.data-source$", ".url") + ", with username and password, too.",
                    null);
        }
        return address;
    }

    private static InvalidConfigurationException invalid(
            String message, String action, @Nullable RuntimeException cause) {
        return new InvalidConfigurationException(Failure.of(null, message, action), cause);
    }
}
