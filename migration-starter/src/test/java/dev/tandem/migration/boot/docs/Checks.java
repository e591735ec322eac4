package dev.tandem.migration.boot.docs;

import dev.tandem.migration.Script.Statements;
import dev.tandem.migration.boot.KnownProperties;
import dev.tandem.migration.boot.MigrationProperties;
import dev.tandem.migration.script.Placeholders;
import dev.tandem.migration.script.ScriptSource;
import dev.tandem.migration.sql.Dialect;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ServiceLoader;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;

/** What is true of every block of a language. Each throws what the reader of it would. */
final class Checks {
    private Checks() {}

    /** Every property of ours is one, and has a value that it can have. */
    static void yaml(String text) throws IOException {
        StandardEnvironment environment = new StandardEnvironment();
        new YamlPropertySourceLoader()
                .load("documented", new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8)))
                .forEach(environment.getPropertySources()::addFirst);
        KnownProperties.check(environment);
        Binder.get(environment).bindOrCreate("tandem", MigrationProperties.class);
    }

    /** One value behind the other. */
    static void json(String text) {
        try (MappingIterator<JsonNode> values =
                JsonMapper.shared().readerFor(JsonNode.class).readValues(text)) {
            values.readAll();
        }
    }

    static void xml(String text) throws IOException, SAXException, ParserConfigurationException {
        DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader("<all>" + text + "</all>")));
    }

    /** It is cut into statements without a complaint. */
    static void sql(String text, String kind) {
        ServiceLoader.load(Dialect.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(dialect -> dialect.kind().id().equals(kind))
                .forEach(dialect -> {
                    try (Statements statements =
                            dialect.file(new Text(text), Placeholders.NONE).up().open()) {
                        statements.forEachRemaining(statement -> {});
                    }
                });
    }

    private record Text(String text) implements ScriptSource {
        @Override
        public String location() {
            return "documentation";
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
