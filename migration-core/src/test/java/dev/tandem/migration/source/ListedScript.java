package dev.tandem.migration.source;

import dev.tandem.migration.Migration;
import dev.tandem.migration.Script;
import dev.tandem.migration.script.ScriptSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** A script that nothing but its location may be asked of: whoever reads it while it is listed fails the test. */
record ListedScript(ScriptSource source) implements Script {

    static String textOfUp(Migration migration) {
        return ((ListedScript) migration.up()).text();
    }

    static String textOfDown(Migration migration) {
        return ((ListedScript) Objects.requireNonNull(migration.down())).text();
    }

    String text() {
        try (InputStream in = source.open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
