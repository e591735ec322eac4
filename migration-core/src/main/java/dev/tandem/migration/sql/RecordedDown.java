package dev.tandem.migration.sql;

import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.Script;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.StatementInput;
import dev.tandem.migration.Step;
import dev.tandem.migration.script.Placeholders;
import dev.tandem.migration.script.ScriptSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A down as it is kept in the history, so that an application older than a migration can take it back. */
final class RecordedDown {
    /** A longer one is not kept: the history is read by people, and its rows travel as literals. */
    private static final int LONGEST = 1 << 20;

    /** The blank line ends inline data, in which a semicolon would be data too. */
    private static final String END = "\n\n;\n";

    private RecordedDown() {}

    /**
     * A down as one text that splits into the same statements again, with the directives that say how to run it,
     * and with its placeholders unfilled;
     * {@code null} if it is too long, or is none.
     */
    static @Nullable String text(Dialect dialect, @Nullable Script down) {
        if (down == null || !down.isSql()) {
            return null;
        }
        String text = text(down, "", END);
        if (text != null && !splitsTheSame(dialect, text, down)) {
            // its author put a statement between these lines, because it holds semicolons of its own
            text = text(down, "-- +goose StatementBegin\n", END + "-- +goose StatementEnd\n");
        }
        return text == null ? null : directives(dialect, down, text) + text;
    }

    private static @Nullable String text(Script down, String before, String behind) {
        StringBuilder text = new StringBuilder();
        try (Script.Statements statements = down.open()) {
            while (statements.hasNext() && text.length() <= LONGEST) {
                SqlStatement statement = statements.next();
                StatementInput input = statement.input();
                if (input == null) {
                    text.append(before).append(statement.sql()).append(behind);
                } else if (input.length() > LONGEST) {
                    return null;
                } else {
                    text.append(statement.sql()).append(";\n");
                    input.appendTo(text);
                    text.append("\\.\n");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.length() > LONGEST ? null : text.toString();
    }

    private static boolean splitsTheSame(Dialect dialect, String text, Script down) {
        try {
            return script(dialect, Placeholders.NONE, "a down", text)
                    .fingerprint()
                    .equals(down.fingerprint());
        } catch (InvalidMigrationException e) {
            return false;
        }
    }

    /** Where the statements themselves say that they decline a transaction, a directive would say something else. */
    private static String directives(Dialect dialect, Script down, String text) {
        boolean declines = !down.transactional()
                && script(dialect, Placeholders.NONE, "a down", text).transactional();
        return (declines ? "-- +goose NO TRANSACTION\n" : "")
                + (down.timeout() == null ? "" : "-- tandem:timeout " + down.timeout() + "\n");
    }

    static Script script(Dialect dialect, Placeholders placeholders, String table, Step step, String text) {
        return script(dialect, placeholders, "the down of version " + step.id() + " recorded in " + table, text);
    }

    private static Script script(Dialect dialect, Placeholders placeholders, String location, String text) {
        return dialect.file(new Source(location, text), placeholders).down();
    }

    static ScriptSource source(String location, String text) {
        return new Source(location, text);
    }

    private record Source(String location, String text) implements ScriptSource {
        @Override
        public InputStream open() {
            return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
