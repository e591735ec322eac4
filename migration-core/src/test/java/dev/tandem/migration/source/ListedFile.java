package dev.tandem.migration.source;

import dev.tandem.migration.Migration;
import dev.tandem.migration.Script;
import dev.tandem.migration.script.ScriptFile;
import dev.tandem.migration.script.ScriptSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * A file of which nothing may be asked but what listing needs. It has a Down section if it says so somewhere.
 */
class ListedFile implements ScriptFile {
    private final ScriptSource source;

    ListedFile(ScriptSource source) {
        this.source = source;
    }

    static String textOfUp(Migration migration) {
        return ((ListedScript) migration.up()).text();
    }

    static String textOfDown(Migration migration) {
        return ((ListedScript) Objects.requireNonNull(migration.down())).text();
    }

    @Override
    public Script up() {
        return new ListedScript("up", source);
    }

    @Override
    public Script down() {
        return new ListedScript("down", source);
    }

    @Override
    public boolean hasDown() {
        return text(source).contains("-- migrate:down");
    }

    static String text(ScriptSource source) {
        try (InputStream in = source.open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A script that nothing but its location may be asked of: whoever reads it while it is listed fails the test. */
    record ListedScript(String direction, ScriptSource source) implements Script {

        String text() {
            return ListedFile.text(source);
        }

        @Override
        public String location() {
            return source.location();
        }

        @Override
        public int statements() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String fingerprint() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean transactional() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Statements open() {
            throw new UnsupportedOperationException();
        }
    }
}
