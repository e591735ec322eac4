package dev.tandem.migration.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.boot.json.JsonParserFactory;

/** What an editor shows of our properties. */
class ConfigurationMetadataTest {

    @Test
    void everyPropertyIsDescribed() throws IOException {
        Map<String, Map<String, Object>> described = properties();

        for (String name : names(MigrationProperties.class, "tandem")) {
            assertThat(described).containsKey(name);
            assertThat(described.get(name))
                    .as(name)
                    .extractingByKey("description")
                    .asString()
                    .endsWith(".");
        }
    }

    @Test
    void everyPropertyIsInTheGuide() throws IOException {
        String guide = Files.readString(Path.of("../docs/guide.md"));
        List<String> names = names(MigrationProperties.class, "tandem");
        names.remove("tandem.databases");
        names.addAll(names(MigrationProperties.Database.class, "tandem.databases"));

        for (String name : names) {
            String inTheGuide = name.replaceFirst("^tandem\\.(databases\\.)?", "");
            assertThat(guide).as(name).containsPattern("[`.]" + Pattern.quote(inTheGuide) + "(`|\\.\\*`)");
        }
    }

    /** Of each row of the guide's tables of properties, what it says the default is. */
    @Test
    void theGuideHasTheDefaultsThatThereAre() throws IOException {
        Map<String, String> documented = documentedDefaults();
        Map<String, String> defaults = new TreeMap<>();
        defaults(MigrationProperties.class, "", defaults);
        defaults(MigrationProperties.Database.class, "databases.", defaults);

        assertThat(documented.keySet()).containsAll(defaults.keySet());
        defaults.forEach(
                (name, value) -> assertThat(documented.get(name)).as(name).isEqualTo(value));
        // Where no annotation says it: the type's own, or the server's.
        documented.keySet().removeAll(defaults.keySet());
        assertThat(documented)
                .containsEntry("databases.table", "schema_migrations")
                .containsEntry("databases.lock", "auto")
                .containsEntry("databases.lock-timeout", "5s")
                .containsEntry("databases.transaction", "each");
    }

    /** The first word in code of the second column; of several properties in one row, that at the same place. */
    private static Map<String, String> documentedDefaults() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        String prefix = "";
        for (String line : Files.readAllLines(Path.of("../docs/guide.md"))) {
            prefix = line.startsWith("For each database, `databases.") ? "databases." : prefix;
            String[] cells = line.split(" \\| |^\\| ", -1);
            if (line.startsWith("## Health")) {
                return documented;
            }
            if (cells.length > 3 && cells[1].startsWith("`")) {
                String[] names = cells[1].split(", ", -1);
                String[] values = cells[2].split(",", -1);
                for (int i = 0; i < names.length; i++) {
                    String value = i < values.length ? values[i].strip() : "";
                    documented.put(
                            prefix + names[i].replaceAll("`|\\.\\*", ""), value.replaceFirst("^`([^`]*)`.*$", "$1"));
                }
            }
        }
        return documented;
    }

    private static void defaults(Class<?> type, String prefix, Map<String, String> defaults) {
        Parameter[] parameters = type.getDeclaredConstructors()[0].getParameters();
        RecordComponent[] components = type.getRecordComponents();
        for (int i = 0; i < components.length; i++) {
            String name = prefix + name(type, components[i]);
            DefaultValue value = parameters[i].getAnnotation(DefaultValue.class);
            if (components[i].getType().isRecord()) {
                defaults(components[i].getType(), name + ".", defaults);
            } else if (value != null && value.value().length > 0) {
                defaults.put(name, value.value()[0]);
            }
        }
    }

    @Test
    void defaultsAreTold() throws IOException {
        assertThat(properties().entrySet())
                .extracting(entry -> entry.getKey() + "=" + entry.getValue().get("defaultValue"))
                .contains(
                        "tandem.enabled=true",
                        "tandem.auto-migrate=false",
                        "tandem.timeout=5m",
                        "tandem.startup-check=warn",
                        "tandem.on-failure=fail",
                        "tandem.mode=blocking",
                        "tandem.lease=30s",
                        "tandem.protected=false");
    }

    @Test
    void hintsAreOfPropertiesThatThereAre() throws IOException {
        List<Object> hints = list(metadata().get("hints"));

        assertThat(hints).isNotEmpty();
        assertThat(hints)
                .extracting(hint -> ((Map<?, ?>) hint).get("name").toString().replaceFirst("\\.(keys|values)$", ""))
                .allSatisfy(name -> assertThat(properties()).containsKey(name));
    }

    /** Of nested records the processor describes what is in them; of a map it describes the map. */
    private static List<String> names(Class<?> type, String prefix) throws IOException {
        List<String> names = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String name = prefix + "." + name(type, component);
            if (component.getType().isRecord()) {
                names.addAll(names(component.getType(), name));
            } else {
                names.add(name);
            }
        }
        return names;
    }

    private static String name(Class<?> type, RecordComponent component) {
        try {
            Name name = type.getDeclaredField(component.getName()).getAnnotation(Name.class);
            return name != null
                    ? name.value()
                    : component.getName().replaceAll("(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Map<String, Object>> properties() throws IOException {
        return list(metadata().get("properties")).stream()
                .map(ConfigurationMetadataTest::map)
                .collect(Collectors.toMap(property -> property.get("name").toString(), property -> property));
    }

    private static Map<String, Object> metadata() throws IOException {
        try (InputStream json =
                MigrationProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            return JsonParserFactory.getJsonParser().parseMap(new String(json.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object json) {
        return (List<Object>) json;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object json) {
        return (Map<String, Object>) json;
    }
}
