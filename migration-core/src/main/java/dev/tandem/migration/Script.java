package dev.tandem.migration;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The SQL of one direction of a migration. Reading it never holds more than one statement in memory, so a script may be
 * far larger than the heap. Every method that reads throws {@link InvalidMigrationException} when the script cannot be
 * read or its text is malformed (an unclosed quote, not UTF-8); the exception names file and line.
 */
public interface Script {

    /**
     * One that something else executes as a whole, for a {@link MigrationDatabase} of its own: its text is shown, and runs in a
     * transaction.
     *
     * @param location where it was read from
     * @param fingerprint equal as long as it is not to be taken for changed
     * @param sql its statements
     */
    static Script of(String location, String fingerprint, List<String> sql) {
        return new ShownScript(location, fingerprint, sql);
    }

    /** Where it was read from, as an error shows it: an absolute path, a resource's address, or the history's table. */
    String location();

    /** How many statements it holds; computed by reading it once, then remembered. */
    int statements();

    /** The {@linkplain SqlStatement#fingerprint() fingerprint} after its last statement; of an empty script, the scheme's seed. */
    String fingerprint();

    /**
     * A digest of the octets that it is read from, which are perhaps not its alone: as long as it is the same, so is the
     * {@linkplain #fingerprint() fingerprint}, and finding it out takes less. {@code null} when there is none.
     */
    default @Nullable String digest() {
        return null;
    }

    /** Whether all of it, and its history row, are to run in a single transaction. */
    boolean transactional();

    /** Whether its statements are SQL; if not, each is a line for people that says what is executed in its place. */
    default boolean isSql() {
        return true;
    }

    /** How long it may take at most, as it says itself ({@code -- tandem:timeout 30m}); {@code null} when it does not. */
    default @Nullable Duration timeout() {
        return null;
    }

    /** Reads it from the beginning. The caller closes what it gets. */
    Statements open();

    /** The statements of a script in their order. */
    interface Statements extends Iterator<SqlStatement>, AutoCloseable {

        /** Those of a script that is in memory. */
        static Statements of(List<SqlStatement> statements) {
            Iterator<SqlStatement> iterator = statements.iterator();
            return new Statements() {
                @Override
                public boolean hasNext() {
                    return iterator.hasNext();
                }

                @Override
                public SqlStatement next() {
                    return iterator.next();
                }

                @Override
                public void close() {}
            };
        }

        @Override
        void close();
    }
}
