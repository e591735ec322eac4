package dev.tandem.migration.script;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.Script;
import dev.tandem.migration.SqlStatement;
import java.io.IOException;
import java.io.InputStream;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A script of SQL text. It is read as a stream, each time from the beginning, with one statement in memory.
 *
 * <p>A statement begins with its first token and ends with its last: white space and comments before and behind are left
 * out, those inside are kept, and what consists of nothing else is no statement.
 *
 * <p>The fingerprint, scheme {@code v1}:
 * <ol>
 *   <li>A statement is normalised: its tokens in order, as they stand in the file, with one space between two of them
 *       where there is white space or a comment, and nothing where there is none. A CRLF is an LF everywhere. A line end
 *       at the very end of inline data does not count. The terminator is no part of it.
 *   <li>{@code chain(0)} is 32 zero bytes; {@code chain(k)} is the SHA-256 of {@code chain(k-1)} followed by the
 *       normalised k-th statement in UTF-8.
 *   <li>It is written as {@code v1:} and the first 32 hexadecimal digits of {@code chain(k)}.
 * </ol>
 * So editing a comment or indenting changes nothing; editing a literal, or moving the boundary between two statements,
 * changes the fingerprint from that statement on.
 *
 * <p>Text is strict UTF-8, with or without a byte order mark.
 */
public final class SqlScript implements Script {
    private final ScriptSource source;
    private final Supplier<? extends Lexer> lexers;
    private final boolean transactional;
    private volatile @Nullable Summary summary;

    private record Summary(int statements, String fingerprint) {}

    /**
     * Reads nothing yet.
     *
     * @param source where its text comes from
     * @param lexers makes a lexer of the dialect; asked once for each reading
     * @param transactional whether it is to run in a single transaction
     */
    public SqlScript(ScriptSource source, Supplier<? extends Lexer> lexers, boolean transactional) {
        this.source = source;
        this.lexers = lexers;
        this.transactional = transactional;
    }

    @Override
    public String location() {
        return source.location();
    }

    @Override
    public int statements() {
        return summary().statements();
    }

    @Override
    public String fingerprint() {
        return summary().fingerprint();
    }

    @Override
    public boolean transactional() {
        return transactional;
    }

    @Override
    public Statements open() {
        return new Reading();
    }

    private Summary summary() {
        Summary known = summary;
        if (known == null) {
            try (Reading reading = new Reading()) {
                known = reading.summarize();
            }
            summary = known;
        }
        return known;
    }

    private final class Reading implements Statements {
        private final InputStream in;
        private final Splitter splitter;
        private @Nullable SqlStatement next;
        private boolean finished;

        Reading() {
            try {
                in = source.open();
            } catch (IOException e) {
                throw Text.unreadable(location(), e);
            }
            splitter = new Splitter(new Text(location(), in), lexers.get(), transactional);
        }

        @Override
        public boolean hasNext() {
            if (next == null && !finished) {
                if (splitter.next()) {
                    next = splitter.statement();
                } else {
                    finished = true;
                    refuseChange();
                }
            }
            return next != null;
        }

        @Override
        public SqlStatement next() {
            if (!hasNext() || next == null) {
                throw new NoSuchElementException(location() + " has no further statement");
            }
            SqlStatement statement = next;
            next = null;
            return statement;
        }

        Summary summarize() {
            while (splitter.next()) {
                // only the last fingerprint matters
            }
            return new Summary(splitter.number(), splitter.fingerprint());
        }

        /** What is recorded for this script is what was read first; executing something else must not go unnoticed. */
        private void refuseChange() {
            Summary before = summary;
            if (before != null && !before.equals(new Summary(splitter.number(), splitter.fingerprint()))) {
                throw new InvalidMigrationException(
                        Failure.inFile(
                                location(), null, "The file changed while it was being executed.", "Run it again."),
                        null);
            }
        }

        @Override
        public void close() {
            finished = true;
            next = null;
            try {
                in.close();
            } catch (IOException e) {
                throw Text.unreadable(location(), e);
            }
        }
    }
}
