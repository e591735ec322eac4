package dev.tandem.migration.sql;

import dev.tandem.migration.Script;
import dev.tandem.migration.Step;
import dev.tandem.migration.script.ScriptSource;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A down as it is kept in the history, so that an application older than a migration can take it back. */
final class RecordedDown {
    /** A longer one is not kept: the history is read by people, and its rows travel as literals. */
    private static final int LONGEST = 1 << 20;

    private RecordedDown() {}

    /** The statements of a down as one text that splits into the same statements again; {@code null} if it is too long. */
    static @Nullable String text(@Nullable Script down) {
        if (down == null) {
            return null;
        }
        StringBuilder text = new StringBuilder();
        try (Script.Statements statements = down.open()) {
            while (statements.hasNext() && text.length() <= LONGEST) {
                // The blank line ends inline data, in which a semicolon would be data too.
                text.append(statements.next().sql()).append("\n\n;\n");
            }
        }
        return text.length() > LONGEST ? null : text.toString();
    }

    static Script script(Dialect dialect, String table, Step step, String text) {
        return dialect.script(new Source("the down of version " + step.version() + " recorded in " + table, text));
    }

    private record Source(String location, String text) implements ScriptSource {
        @Override
        public InputStream open() {
            return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
