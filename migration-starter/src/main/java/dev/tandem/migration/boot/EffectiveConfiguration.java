package dev.tandem.migration.boot;

import dev.tandem.migration.sql.DatabaseSettings;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Name;

/** The settings as they are in force, by the names of their properties, to be shown: what may be secret is not in it. */
public final class EffectiveConfiguration {
    private static final String SECRET = "******";

    private final MigrationManagerFactory factory;

    /** Of what this factory makes. */
    public EffectiveConfiguration(MigrationManagerFactory factory) {
        this.factory = factory;
    }

    /** The settings that are of no database in particular, behind the prefix {@code tandem}. */
    public Map<String, String> general() {
        Map<String, String> settings = new LinkedHashMap<>();
        add(factory.properties(), "", settings);
        settings.keySet().removeIf(name -> name.startsWith("databases."));
        return settings;
    }

    /** The address of one database, without what may be secret in it. */
    public String address(String database) {
        return DatabaseSettings.withoutSecrets(factory.address(database).url());
    }

    /** The settings of one database, behind the prefix {@code tandem.databases.<name>}. */
    public Map<String, String> database(String name) {
        Map<String, String> settings = new LinkedHashMap<>();
        ConnectionAddress address = factory.address(name);
        settings.put("url", address(name));
        if (address.username() != null) {
            settings.put("username", address.username());
        }
        if (address.password() != null) {
            settings.put("password", SECRET);
        }
        if (!ChangelogDatabases.isOne(factory.configured(name))) {
            settings.put("paths", String.join(", ", factory.paths(name)));
        }
        Map<String, String> configured = new LinkedHashMap<>();
        add(factory.configured(name), "", configured);
        configured.forEach(settings::putIfAbsent);
        return settings;
    }

    private static void add(Record settings, String prefix, Map<String, String> into) {
        for (RecordComponent component : settings.getClass().getRecordComponents()) {
            String name = prefix + property(settings.getClass(), component.getName());
            Object value = value(settings, component);
            if (value instanceof Record nested) {
                add(nested, name + ".", into);
            } else if (value instanceof Map<?, ?> map) {
                map.keySet().forEach(key -> into.put(name + "." + key, SECRET));
            } else if (value instanceof Collection<?> many) {
                into.put(name, many.stream().map(String::valueOf).collect(Collectors.joining(", ")));
            } else if (value != null) {
                into.put(name, value instanceof Enum<?> word ? MigrationJson.text(word) : value.toString());
            }
        }
    }

    private static String property(Class<?> type, String component) {
        try {
            Name name = type.getDeclaredField(component).getAnnotation(Name.class);
            return name != null
                    ? name.value()
                    : component.replaceAll("(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("A record has a field for each component", e);
        }
    }

    private static @Nullable Object value(Record settings, RecordComponent component) {
        try {
            return component.getAccessor().invoke(settings);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The settings are public records", e);
        }
    }
}
