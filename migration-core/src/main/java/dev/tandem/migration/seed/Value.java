package dev.tandem.migration.seed;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What stands behind a column's name. */
public sealed interface Value {

    /** Where it begins. */
    Mark at();

    /** How many characters it stands for, what aliases repeat included, and one more for each value. */
    long weight();

    /**
     * A single value, of whatever type the column says.
     *
     * @param text its text, with the values of variables
     * @param written its text as it stands in the file, for messages: a variable's value may be a secret
     * @param plain whether it stands without quotes
     */
    record Scalar(Mark at, String text, String written, boolean plain) implements Value {

        /** Whether it is NULL: nothing at all, {@code ~} or {@code null}, without quotes. */
        public boolean isNull() {
            return plain
                    && switch (written) {
                        case "", "~", "null", "Null", "NULL" -> true;
                        default -> false;
                    };
        }

        @Override
        public long weight() {
            return text.length() + 1L;
        }

        /** Without the values of variables. */
        @Override
        public String toString() {
            return written;
        }
    }

    /** A list. */
    record Sequence(Mark at, List<Value> items, long weight) implements Value {
        static Sequence of(Mark at, List<Value> items) {
            long weight = 1;
            for (Value item : items) {
                weight += item.weight();
            }
            return new Sequence(at, items, weight);
        }
    }

    /** A mapping; a row is one. No two fields have one name. */
    record Mapping(Mark at, List<Field> fields, long weight) implements Value {
        static Mapping of(Mark at, List<Field> fields) {
            long weight = 1;
            for (Field field : fields) {
                weight += field.value().weight();
            }
            return new Mapping(at, fields, weight);
        }

        /** The value of that name, or {@code null}. */
        public @Nullable Value get(String name) {
            for (Field field : fields) {
                if (field.name().equals(name)) {
                    return field.value();
                }
            }
            return null;
        }
    }

    /**
     * A name and its value.
     *
     * @param at where the name stands
     */
    record Field(String name, Mark at, Value value) {}
}
