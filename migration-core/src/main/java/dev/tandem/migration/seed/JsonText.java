package dev.tandem.migration.seed;

import dev.tandem.migration.seed.Value.Field;
import dev.tandem.migration.seed.Value.Mapping;
import dev.tandem.migration.seed.Value.Scalar;
import dev.tandem.migration.seed.Value.Sequence;
import java.io.StringWriter;
import java.util.regex.Pattern;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Lists and mappings as JSON. In them plain scalars have JSON's types: what reads as a number of JSON is one, digit for
 * digit, so do {@code true}, {@code false} and {@code null}; everything else is a string.
 */
public final class JsonText {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

    private JsonText() {}

    /** The JSON text. */
    public static String of(Value value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            write(json, value);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, Value value) {
        if (value instanceof Mapping mapping) {
            json.writeStartObject();
            for (Field field : mapping.fields()) {
                json.writeName(field.name());
                write(json, field.value());
            }
            json.writeEndObject();
        } else if (value instanceof Sequence sequence) {
            json.writeStartArray();
            sequence.items().forEach(item -> write(json, item));
            json.writeEndArray();
        } else if (value instanceof Scalar scalar) {
            write(json, scalar);
        }
    }

    private static void write(JsonGenerator json, Scalar scalar) {
        String text = scalar.text();
        if (scalar.isNull()) {
            json.writeNull();
        } else if (!scalar.plain()) {
            json.writeString(text);
        } else if (NUMBER.matcher(text).matches()) {
            json.writeNumber(text);
        } else {
            switch (text) {
                case "true", "True", "TRUE" -> json.writeBoolean(true);
                case "false", "False", "FALSE" -> json.writeBoolean(false);
                default -> json.writeString(text);
            }
        }
    }
}
