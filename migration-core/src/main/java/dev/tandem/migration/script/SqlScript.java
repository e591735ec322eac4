package dev.tandem.migration.script;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.Script;
import dev.tandem.migration.SqlStatement;
import java.time.Duration;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a file of SQL text. It is read as a stream, each time from the beginning, with one statement in memory.
 *
 * <p>A statement begins with its first token and ends with its last: white space and comments before and behind are left
 * out, those inside are kept, and what consists of nothing else is no statement.
 *
 * <p>What {@code StatementBegin} and {@code StatementEnd} enclose is one statement, without terminators at its end; of several in
 * a row between its parts the first counts.
 *
 * <p>The fingerprint, scheme {@code v1}:
 * <ol>
 *   <li>A statement is normalised: its tokens in order, as they stand in the file, with one space between two of them
 *       where there is white space or a comment, and nothing where there is none. A CRLF is an LF everywhere. A line end
 *       at the very end of inline data does not count. The terminator is no part of it.
 *       Behind a statement that reads lines of the script follow a semicolon, a line end, and these lines; the last one
 *       counts as ended.
 *   <li>{@code chain(0)} is 32 zero bytes; {@code chain(k)} is the SHA-256 of {@code chain(k-1)} followed by the
 *       normalised k-th statement in UTF-8.
 *   <li>It is written as {@code v1:} and the first 32 hexadecimal digits of {@code chain(k)}.
 * </ol>
 * So editing a comment or indenting changes nothing; editing a literal, or moving the boundary between two statements,
 * changes the fingerprint from that statement on.
 *
 * <p>Text is strict UTF-8, with or without a byte order mark.
 */
final class SqlScript implements Script {
    private final SqlFile file;
    private final Section section;

    SqlScript(SqlFile file, Section section) {
        this.file = file;
        this.section = section;
    }

    @Override
    public String location() {
        return file.location();
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
    public String digest() {
        return file.digest();
    }

    @Override
    public boolean transactional() {
        return file.transactional() && summary().transactional();
    }

    @Override
    public @Nullable Duration timeout() {
        return summary().timeout();
    }

    @Override
    public Statements open() {
        return new Reading();
    }

    private Contents.Part summary() {
        return file.contents().of(section);
    }

    private final class Reading implements Statements {
        private final SqlFile.Reading reading = file.read();
        private final Splitter splitter = reading.splitter();
        private @Nullable SqlStatement next;
        private boolean finished;

        @Override
        public boolean hasNext() {
            while (next == null && !finished) {
                if (!splitter.next()) {
                    finished = true;
                    refuseChange();
                } else if (splitter.section() == Section.NONE || splitter.section() == section) {
                    next = reading.statement();
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

        /** What is recorded for this script is what was read first; executing something else must not go unnoticed. */
        private void refuseChange() {
            Contents.Part now = reading.contents().of(section);
            Contents before = file.known();
            if (before == null) {
                file.know(reading.contents());
            } else if (!same(before.of(section), now)) {
                throw new InvalidMigrationException(
                        Failure.inFile(
                                location(), null, "The file changed while it was being executed.", "Run it again."),
                        null);
            }
        }

        private static boolean same(Contents.Part before, Contents.Part now) {
            return before.statements() == now.statements()
                    && before.fingerprint().equals(now.fingerprint());
        }

        @Override
        public void close() {
            finished = true;
            next = null;
            reading.close();
        }
    }
}
