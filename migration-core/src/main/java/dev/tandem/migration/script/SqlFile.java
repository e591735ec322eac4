package dev.tandem.migration.script;

import dev.tandem.migration.Script;
import dev.tandem.migration.SqlStatement;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A file of SQL text. What both of its scripts have to know (statements, fingerprints, directives) is found out in one
 * reading, and remembered.
 *
 * <p>Sections begin with a line of dbmate, sql-migrate or goose: {@code -- migrate:up}, {@code -- +migrate Down},
 * {@code -- +goose Up}. A section ends where the other begins, and so does the statement before that line. There is one of
 * each at most, and no statement before the first.
 */
public final class SqlFile implements ScriptFile {
    private final ScriptSource source;
    private final Supplier<? extends Lexer> lexers;
    private final boolean transactional;
    private final Placeholders placeholders;
    private volatile @Nullable Contents contents;
    private volatile @Nullable String digest;

    /**
     * Reads nothing yet.
     *
     * @param source where its text comes from
     * @param lexers makes a lexer of the dialect
     * @param transactional whether its scripts run in a single transaction each unless they say otherwise
     * @param placeholders what is filled in
     */
    public SqlFile(
            ScriptSource source, Supplier<? extends Lexer> lexers, boolean transactional, Placeholders placeholders) {
        this.placeholders = placeholders;
        this.source = source;
        this.lexers = lexers;
        this.transactional = transactional;
    }

    @Override
    public Script up() {
        return new SqlScript(this, Section.UP);
    }

    @Override
    public Script down() {
        return new SqlScript(this, Section.DOWN);
    }

    @Override
    public boolean hasDown() {
        return contents().has(Section.DOWN);
    }

    String location() {
        return source.location();
    }

    boolean transactional() {
        return transactional;
    }

    Contents contents() {
        Contents known = contents;
        if (known == null) {
            try (Reading reading = read()) {
                while (reading.splitter().next()) {
                    // only what is known at the end matters
                }
                known = reading.contents();
            }
            contents = known;
        }
        return known;
    }

    /** Read as SQL or, if nobody has needed that yet, as octets. */
    String digest() {
        Contents known = contents;
        if (known != null) {
            return known.digest();
        }
        String read = digest;
        if (read == null) {
            try {
                read = Digest.of(source);
            } catch (IOException e) {
                throw Text.unreadable(location(), e);
            }
            digest = read;
        }
        return read;
    }

    /** What is known already; reads nothing. */
    @Nullable
    Contents known() {
        return contents;
    }

    /** It was read to its end by somebody who wanted its statements. */
    void know(Contents read) {
        contents = read;
    }

    Reading read() {
        try {
            // What is known of a file is all of one reading, so that its digest is of the very text that has these
            // statements.
            Contents known = contents;
            InputStream in = known == null ? new DigestInputStream(source.open(), Digest.begin()) : source.open();
            Splitter splitter = new Splitter(new Text(location(), in), lexers, placeholders);
            return new Reading(location(), in, splitter, new InputBytes(source), known);
        } catch (IOException e) {
            throw Text.unreadable(location(), e);
        }
    }

    /** One reading of the file, from its beginning. */
    record Reading(
            String location,
            InputStream in,
            Splitter splitter,
            InputBytes bytes,
            @Nullable Contents before) implements AutoCloseable {

        /** The statement moved to. */
        SqlStatement statement() {
            return splitter.statement(bytes);
        }

        /** What was read so far. */
        Contents contents() {
            String digest = before != null ? before.digest() : Digest.of((DigestInputStream) in);
            return splitter.sections().contents(location, digest);
        }

        @Override
        public void close() {
            close(in);
            close(bytes);
        }

        private void close(Closeable read) {
            try {
                read.close();
            } catch (IOException e) {
                // what was needed is read; a migration does not fail because a file cannot be closed
                LoggerFactory.getLogger(SqlFile.class).debug("{} could not be closed", location, e);
            }
        }
    }
}
