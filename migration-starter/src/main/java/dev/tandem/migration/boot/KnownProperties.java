package dev.tandem.migration.boot;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidConfigurationException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** The properties that there are, so that a misspelt one is refused instead of being without effect. */
public final class KnownProperties {
    private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("tandem");

    private KnownProperties() {}

    /**
     * Refuses properties of ours that there are not, in files and on the command line. Environment variables and system
     * properties are left alone: some of that prefix may be somebody else's.
     *
     * @throws InvalidConfigurationException naming each with its origin and what may have been meant
     */
    public static void check(Environment environment) {
        List<String> complaints = new ArrayList<>();
        if (environment instanceof ConfigurableEnvironment configurable) {
            for (ConfigurationPropertySource source :
                    ConfigurationPropertySources.from(configurable.getPropertySources())) {
                if (source instanceof IterableConfigurationPropertySource named && !isOfTheProcess(source)) {
                    named.stream().filter(PREFIX::isAncestorOf).forEach(name -> {
                        String complaint = complaint(source, name);
                        if (complaint != null) {
                            complaints.add(complaint);
                        }
                    });
                }
            }
        }
        if (!complaints.isEmpty()) {
            throw new InvalidConfigurationException(
                    Failure.of(
                            null,
                            String.join("\n", complaints),
                            "Correct it, or remove it: without effect it would not be noticed."),
                    null);
        }
    }

    private static boolean isOfTheProcess(ConfigurationPropertySource source) {
        return source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource
                || (source.getUnderlyingSource() instanceof PropertySource<?> properties
                        && properties.getName().equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME));
    }

    private static @Nullable String complaint(ConfigurationPropertySource source, ConfigurationPropertyName name) {
        Unknown unknown = find(MigrationProperties.class, name, PREFIX.getNumberOfElements());
        if (unknown == null) {
            return null;
        }
        String nearest = Nearest.to(name.getElement(unknown.index(), Form.DASHED), unknown.known());
        String hint = nearest == null
                ? unknown.known().isEmpty() ? "" : " Known there: " + String.join(", ", unknown.known()) + "."
                : " Did you mean " + corrected(name, unknown.index(), nearest) + "?";
        return "There is no property " + name + origin(source, name) + "." + hint;
    }

    private static ConfigurationPropertyName corrected(ConfigurationPropertyName name, int index, String right) {
        return name.chop(index).append(right).append(name.subName(index + 1));
    }

    private static String origin(ConfigurationPropertySource source, ConfigurationPropertyName name) {
        ConfigurationProperty property = source.getConfigurationProperty(name);
        Origin origin = property == null ? null : property.getOrigin();
        return origin == null ? "" : " (" + origin + ")";
    }

    /**
     * Where a name leaves what there is.
     *
     * @param index of the element
     * @param known what could stand there
     */
    private record Unknown(int index, List<String> known) {}

    private static @Nullable Unknown find(Class<?> type, ConfigurationPropertyName name, int index) {
        Map<String, RecordComponent> known = new LinkedHashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            known.put(name(type, component), component);
        }
        RecordComponent component = null;
        for (Map.Entry<String, RecordComponent> one : known.entrySet()) {
            if (uniform(one.getKey()).equals(name.getElement(index, Form.UNIFORM))) {
                component = one.getValue();
            }
        }
        if (component == null) {
            return new Unknown(index, List.copyOf(known.keySet()));
        }
        return below(component.getGenericType(), name, index + 1);
    }

    private static @Nullable Unknown below(Type type, ConfigurationPropertyName name, int index) {
        boolean atEnd = index >= name.getNumberOfElements();
        if (type instanceof Class<?> plain) {
            if (plain.isRecord()) {
                return atEnd ? null : find(plain, name, index);
            }
            return atEnd ? null : new Unknown(index, List.of());
        }
        Type[] arguments = ((ParameterizedType) type).getActualTypeArguments();
        Type value = arguments[arguments.length - 1];
        boolean ofRecords = value instanceof Class<?> element && element.isRecord();
        // Behind the key of a map of texts, or the number in a list, may come anything: keys may have dots.
        return atEnd || !ofRecords ? null : below(value, name, index + 1);
    }

    private static String name(Class<?> type, RecordComponent component) {
        try {
            Name name = type.getDeclaredField(component.getName()).getAnnotation(Name.class);
            return name != null ? name.value() : DataObjectPropertyName.toDashedForm(component.getName());
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String uniform(String name) {
        return name.replace("-", "");
    }
}
