package dev.tandem.migration.script;

import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.Script;
import dev.tandem.migration.SqlStatement;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Scripts from strings, for tests. */
public final class Scripts {
    public static final String LOCATION = "/migrations/1_test.up.sql";

    private Scripts() {}

    public static Script of(String content, Supplier<? extends Lexer> lexers) {
        return of(content.getBytes(StandardCharsets.UTF_8), lexers);
    }

    public static Script of(byte[] content, Supplier<? extends Lexer> lexers) {
        return new SqlFile(source(content), lexers, true, Placeholders.NONE).up();
    }

    public static ScriptSource source(byte[] content) {
        return new ScriptSource() {
            @Override
            public String location() {
                return LOCATION;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(content);
            }
        };
    }

    public static List<SqlStatement> read(Script script) {
        List<SqlStatement> read = new ArrayList<>();
        try (Script.Statements statements = script.open()) {
            statements.forEachRemaining(read::add);
        }
        return read;
    }

    public static List<String> sql(Script script) {
        return read(script).stream().map(SqlStatement::sql).toList();
    }

    /** How many characters a lexer moves over, those gone back over counted again, in splitting a text or up to its error. */
    public static long work(byte[] content, Supplier<? extends Lexer> lexers) {
        Text text = new Text(LOCATION, new ByteArrayInputStream(content));
        Splitter splitter = new Splitter(text, lexers, Placeholders.NONE);
        try {
            while (splitter.next()) {
                // every statement of it
            }
        } catch (InvalidMigrationException e) {
            // What was looked at until then counts.
            return text.scanned();
        }
        return text.scanned();
    }
}
