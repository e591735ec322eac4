package dev.tandem.migration.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
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
