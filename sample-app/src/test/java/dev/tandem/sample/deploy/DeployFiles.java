package dev.tandem.sample.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The files of {@code deploy/}. */
final class DeployFiles {
    static final Path ROOT = Path.of("../deploy");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private DeployFiles() {}

    /** Those whose names end so, in all folders, sorted. */
    static List<Path> endingWith(String... endings) {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> Stream.of(endings).anyMatch(file.toString()::endsWith))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode json(Path file) {
        return JSON.readTree(text(file));
    }

    /** The documents of a YAML file; a key that stands twice in a mapping is an error. */
    static List<JsonNode> documents(Path file) {
        LoadSettings settings = LoadSettings.builder()
                .setAllowDuplicateKeys(false)
                // Knows what Compose knows: << merges a mapping.
                .setSchema(new CoreSchema())
                .setLabel(file.toString())
                .build();
        List<JsonNode> documents = new ArrayList<>();
        new Load(settings).loadAllFromString(text(file)).forEach(document -> documents.add(JSON.valueToTree(document)));
        return documents;
    }

    /** The only document of a YAML file. */
    static JsonNode document(String file) {
        List<JsonNode> documents = documents(ROOT.resolve(file));
        if (documents.size() != 1) {
            throw new AssertionError(file + " has " + documents.size() + " documents");
        }
        return documents.get(0);
    }
}
