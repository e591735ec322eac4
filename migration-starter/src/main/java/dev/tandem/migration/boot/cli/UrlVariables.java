package dev.tandem.migration.boot.cli;

import dev.tandem.migration.boot.MigrationProperties;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.StringUtils;

/**
 * The variables by which other tools are told where the databases are, for the command line only: {@code DATABASE_URL} and
 * {@code CLICKHOUSE_URL}, and before them those of the active profiles, such as {@code STAGING_DATABASE_URL}. What
 * {@code tandem.databases.*.url} says is stronger, and so is a {@code spring.datasource.url} that comes with the command
 * or with the environment, and, than {@code DATABASE_URL}, one in the file of a profile that the command names; one in
 * another file of the application is not.
 *
 * <p>{@value #EMBEDDED_WITHOUT_URL} then turns the embedded databases on where no database has an address at all.
 */
final class UrlVariables implements EnvironmentPostProcessor, Ordered {
    static final String EMBEDDED_WITHOUT_URL = "tandem.embedded.without-url";

    private static final String DATA_SOURCE = "spring.datasource.url";
    private static final String ON_PROFILE = "spring.config.activate.on-profile";
    private static final String DATABASE_VARIABLE = "DATABASE_URL";
    private static final String CLICKHOUSE_VARIABLE = "CLICKHOUSE_URL";
    private static final String POSTGRES = "tandem.databases.postgres.url";
    private static final String CLICKHOUSE = "tandem.databases.clickhouse.url";
    private static final Pattern POSTGRES_URL = Pattern.compile("(jdbc:)?postgres(ql)?:.*");
    private static final Map<String, String> OTHER_NAMES =
            Map.of("dev", "development", "development", "dev", "prod", "production", "production", "prod");

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (!MigrateRunListener.isTool(environment)) {
            return;
        }
        // One of an environment never comes together with one of nobody knows which.
        boolean ofProfile = Stream.of(DATABASE_VARIABLE, CLICKHOUSE_VARIABLE)
                .anyMatch(variable -> first(environment, variable, false) != null);
        Map<String, Object> properties = new LinkedHashMap<>();
        if (!isSet(environment, POSTGRES) && !isOutsideFiles(environment, DATA_SOURCE)) {
            String url = first(environment, DATABASE_VARIABLE, !ofProfile && !isOfNamedProfile(environment));
            if (url != null) {
                properties.put(POSTGRES, url);
            }
        }
        if (!isSet(environment, CLICKHOUSE) || isVariable(environment)) {
            String url = first(environment, CLICKHOUSE_VARIABLE, !ofProfile);
            if (url != null) {
                properties.put(CLICKHOUSE, url.startsWith("http") ? "jdbc:clickhouse:" + url : url);
            } else if (ofProfile && isSet(environment, CLICKHOUSE)) {
                properties.put(CLICKHOUSE, "");
            }
        }
        if (properties.isEmpty() && isOn(environment) && !hasAddress(environment)) {
            properties.put("tandem.embedded.enabled", "true");
        }
        if (!properties.isEmpty()) {
            environment.getPropertySources().addFirst(new MapPropertySource("tandemUrlVariables", properties));
        }
    }

    /** An application may already hand the general variable on, as {@code ${CLICKHOUSE_URL:}}; a profile's is stronger. */
    private static boolean isVariable(ConfigurableEnvironment environment) {
        return !isOutsideFiles(environment, CLICKHOUSE)
                && environment.getProperty(CLICKHOUSE, "").equals(environment.getProperty(CLICKHOUSE_VARIABLE));
    }

    /**
     * Whether the application's data source is that of a file which belongs to a profile that this command asks for: who
     * asks for one environment does not mean the database of a variable that is about none.
     */
    private static boolean isOfNamedProfile(ConfigurableEnvironment environment) {
        if (!MigrateRunListener.namesProfiles(environment)) {
            return false;
        }
        return environment.getPropertySources().stream()
                .filter(source -> source instanceof OriginTrackedMapPropertySource
                        && StringUtils.hasText(Objects.toString(source.getProperty(DATA_SOURCE), "")))
                .findFirst()
                .filter(source -> source.containsProperty(ON_PROFILE)
                        || Stream.of(environment.getActiveProfiles())
                                .anyMatch(profile -> source.getName().contains("-" + profile + ".")))
                .isPresent();
    }

    private static @Nullable String first(ConfigurableEnvironment environment, String variable, boolean withGeneral) {
        List<String> names = new ArrayList<>();
        for (String profile : environment.getActiveProfiles()) {
            Stream.of(profile, OTHER_NAMES.getOrDefault(profile, profile))
                    .map(name -> name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_") + "_" + variable)
                    .forEach(names::add);
        }
        return Stream.concat(
                        names.stream().map(environment::getProperty),
                        // Everybody's variable: it may well be the address of another kind of database.
                        Stream.of(variable)
                                .filter(general -> withGeneral)
                                .map(environment::getProperty)
                                .filter(url -> url != null
                                        && (!variable.equals(DATABASE_VARIABLE)
                                                || POSTGRES_URL.matcher(url).matches())))
                .filter(StringUtils::hasText)
                .findFirst()
                .orElse(null);
    }

    private static boolean isSet(ConfigurableEnvironment environment, String property) {
        return StringUtils.hasText(
                Binder.get(environment).bind(property, String.class).orElse(""));
    }

    /** Whether a property is set with the command or in the environment; an empty value means unset. */
    private static boolean isOutsideFiles(ConfigurableEnvironment environment, String property) {
        ConfigurationPropertyName name = ConfigurationPropertyName.of(property);
        return environment.getPropertySources().stream()
                .filter(source -> !(source instanceof OriginTrackedMapPropertySource))
                .filter(source -> !ConfigurationPropertySources.isAttachedConfigurationPropertySource(source))
                .map(ConfigurationPropertySource::from)
                .filter(Objects::nonNull)
                .map(source -> source.getConfigurationProperty(name))
                .anyMatch(found -> found != null && StringUtils.hasText(String.valueOf(found.getValue())));
    }

    private static boolean isOn(ConfigurableEnvironment environment) {
        return environment.getProperty(EMBEDDED_WITHOUT_URL, Boolean.class, false)
                && !environment.containsProperty("tandem.embedded.enabled");
    }

    private static boolean hasAddress(ConfigurableEnvironment environment) {
        return isSet(environment, DATA_SOURCE)
                || MigrationProperties.databasesIn(environment).values().stream()
                        .anyMatch(database -> database.url() != null);
    }

    /** When the files are read, and before anything looks for addresses. */
    @Override
    public int getOrder() {
        return ConfigDataEnvironmentPostProcessor.ORDER + 1;
    }
}
