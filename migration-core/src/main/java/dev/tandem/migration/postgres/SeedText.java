package dev.tandem.migration.postgres;

import dev.tandem.migration.postgres.SeedColumn.Form;
import dev.tandem.migration.seed.JsonText;
import dev.tandem.migration.seed.SeedProblem;
import dev.tandem.migration.seed.Value;
import dev.tandem.migration.seed.Value.Scalar;
import dev.tandem.migration.seed.Value.Sequence;
import org.jspecify.annotations.Nullable;

/** Values as the text that the server's types read; whether they can is the server's word. */
final class SeedText {
    private SeedText() {}

    /** The text of a value, or {@code null} for NULL. */
    static @Nullable String of(SeedColumn column, Value value) {
        if (value instanceof Scalar scalar) {
            return scalar.isNull() ? null : scalar.text();
        }
        if (column.form() == Form.JSON) {
            return JsonText.of(value);
        }
        if (value instanceof Sequence list && (column.form() == Form.ARRAY || column.form() == Form.JSON_ARRAY)) {
            StringBuilder text = new StringBuilder();
            array(column, list, text);
            return text.toString();
        }
        throw SeedProblem.at(
                value.at(),
                "A " + (value instanceof Sequence ? "list" : "mapping") + " is no value for column " + column.name()
                        + " of type " + column.type() + ".",
                null);
    }

    private static void array(SeedColumn column, Sequence list, StringBuilder text) {
        text.append('{');
        String separator = "";
        for (Value item : list.items()) {
            text.append(separator);
            separator = ",";
            if (item instanceof Sequence inner && column.form() == Form.ARRAY) {
                array(column, inner, text);
            } else {
                element(column, item, text);
            }
        }
        text.append('}');
    }

    private static void element(SeedColumn column, Value item, StringBuilder text) {
        if (item instanceof Scalar scalar && scalar.isNull()) {
            text.append("NULL");
            return;
        }
        String element;
        if (item instanceof Scalar scalar) {
            element = scalar.text();
        } else if (column.form() == Form.JSON_ARRAY) {
            element = JsonText.of(item);
        } else {
            throw SeedProblem.at(
                    item.at(),
                    "A mapping is no element for column " + column.name() + " of type " + column.type() + ".",
                    null);
        }
        text.append('"')
                .append(element.replace("\\", "\\\\").replace("\"", "\\\""))
                .append('"');
    }

    /** Writes a value as a field of COPY's text format; one that is not given as NULL. */
    static void copy(SeedColumn column, @Nullable Value value, StringBuilder line) {
        String text = value == null ? null : of(column, value);
        if (text == null) {
            line.append("\\N");
            return;
        }
        int done = 0;
        for (int i = 0; i < text.length(); i++) {
            String escaped = switch (text.charAt(i)) {
                case '\\' -> "\\\\";
                case '\n' -> "\\n";
                case '\r' -> "\\r";
                case '\t' -> "\\t";
                default -> null;
            };
            if (escaped != null) {
                line.append(text, done, i).append(escaped);
                done = i + 1;
            }
        }
        line.append(text, done, text.length());
    }
}
