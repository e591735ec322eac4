package dev.tandem.migration.script;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidMigrationException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/**
 * The characters of a script, read forward through a window that holds what a lexer may still ask for: everything since
 * the beginning of the current statement. The window grows with the longest statement, not with the script.
 *
 * <p>Positions count characters from the beginning of the script. Every method that moves throws
 * {@link InvalidMigrationException} when the script cannot be read, is not UTF-8 or contains a NUL character.
 */
public final class Text {
    /** What stands behind the last character; no script contains it. */
    public static final char END = '\0';

    /** There may be thousands of files, most of them small. */
    private static final int FIRST_WINDOW = 1_024;

    private static final int WINDOW = 8_192;
    private static final int LONGEST_WINDOW = Integer.MAX_VALUE - 8;

    private final String location;
    private final @Nullable Utf8Input input;

    private char[] window;
    private long base; // position of the window's first character
    private int kept; // index of the first character that is still needed
    private int pos;
    private int limit;
    private boolean ended; // whether nothing is behind the limit

    private int line = 1; // of the character at `counted`, an index not behind `kept`
    private int counted;
    private boolean afterReturn; // whether the character before that one was a carriage return

    private long reread;

    Text(String location, InputStream in) {
        this.location = location;
        this.input = new Utf8Input(in);
        this.window = new char[FIRST_WINDOW];
    }

    Text(String location, String content) {
        this.location = location;
        this.input = null;
        this.window = content.toCharArray();
        this.limit = window.length;
        this.ended = true;
        refuseNul(0);
    }

    /** The next character, {@link #END} behind the last. */
    public char peek() {
        return pos < limit ? window[pos] : fill() ? window[pos] : END;
    }

    /** The character {@code ahead} of the next one, {@link #END} behind the last. */
    public char peek(int ahead) {
        while (limit - pos <= ahead) {
            if (!fill()) {
                return END;
            }
        }
        return window[pos + ahead];
    }

    /** Moves over characters that were peeked at. */
    public void advance(int characters) {
        pos += characters;
    }

    /**
     * Moves to the first character that is not of this set.
     *
     * @return that character, {@link #END} when there is none
     */
    public char skipWhile(Chars set) {
        do {
            // a loop by itself: the JVM compiles it well wherever this is called
            pos = set.endIn(window, pos, limit);
            if (pos < limit) {
                return window[pos];
            }
        } while (fill());
        return END;
    }

    /** Position of the next character. */
    public long position() {
        return base + pos;
    }

    /** Goes back to a position in the current token. A lexer that does so bounds how often. */
    public void back(long position) {
        int index = index(position);
        reread += pos - index;
        pos = index;
    }

    /** The character at a position in the current statement that was moved over. */
    public char charAt(long position) {
        return window[index(position)];
    }

    /** Whether the characters from a position up to the next one are this upper-case keyword, in any case. */
    public boolean isKeyword(long from, String keyword) {
        int start = index(from);
        if (pos - start != keyword.length()) {
            return false;
        }
        for (int i = 0; i < keyword.length(); i++) {
            char c = window[start + i];
            if ((c >= 'a' && c <= 'z' ? c - 32 : c) != keyword.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The characters between two positions of the current statement. */
    public String substring(long from, long to) {
        return new String(window, index(from), (int) (to - from));
    }

    /** The line, from 1, of a position in the current statement. A carriage return alone ends a line, too. */
    public int lineAt(long position) {
        return linesUpTo(index(position));
    }

    /** An error at a position in the current statement. */
    public InvalidMigrationException malformed(long position, String message, @Nullable String action) {
        return malformedOnLine(lineAt(position), message, action);
    }

    /** An error on a line, also one that is not remembered any more. */
    InvalidMigrationException malformedOnLine(int number, String message, @Nullable String action) {
        return new InvalidMigrationException(Failure.inFile(location, number, message, action), null);
    }

    /** From here on only what follows is needed: a statement may begin. */
    void release() {
        kept = pos;
    }

    /** Adds the characters between two positions of the current statement to a fingerprint. */
    void digest(long from, long to, Fingerprint fingerprint) {
        fingerprint.add(window, index(from), index(to));
    }

    /** Adds the line between two positions of a statement's input to a fingerprint. */
    void digestInputLine(long from, long to, Fingerprint fingerprint) {
        fingerprint.addInputLine(window, index(from), index(to));
    }

    /** How many characters were moved over, those gone back over counted again. */
    long scanned() {
        return position() + reread;
    }

    int windowSize() {
        return window.length;
    }

    private int index(long position) {
        return (int) (position - base);
    }

    /** Reads the beginning. Most scripts are small, and this is all of it: then nothing that is called for each character reads. */
    void begin() {
        read();
    }

    /** Reads at least one more character behind the limit, or answers that there is none. */
    private boolean fill() {
        return !ended && read();
    }

    private boolean read() {
        if (input == null) {
            return false;
        }
        makeRoom();
        int from = limit;
        try {
            while (!ended && window.length - limit >= 2) {
                int count = input.read(window, limit);
                ended = count < 0;
                limit += Math.max(count, 0);
            }
        } catch (CharacterCodingException e) {
            Failure failure = Failure.inFile(
                    location, linesUpTo(limit), "The file is not valid UTF-8.", "Save it with the encoding UTF-8.");
            throw new InvalidMigrationException(failure, e);
        } catch (IOException e) {
            throw unreadable(location, e);
        }
        if (input.hasNul()) {
            refuseNul(from);
        }
        return limit > from;
    }

    static InvalidMigrationException unreadable(String location, IOException e) {
        return new InvalidMigrationException(
                Failure.inFile(
                        location, null, "The file cannot be read: " + e, "Check that it exists and is readable."),
                e);
    }

    private void makeRoom() {
        if (window.length - limit >= 2) {
            return;
        }
        settleLines();
        int needed = limit - kept;
        char[] target = window;
        // moving costs no more than was read since, so all moves together cost no more than the script is long
        if (needed > window.length / 2 || window.length < WINDOW) {
            if (window.length == LONGEST_WINDOW) {
                throw malformed(base + kept, "A statement is longer than two thousand million characters.", null);
            }
            target = new char[(int) Math.min(Math.max(window.length * 2L, WINDOW), LONGEST_WINDOW)];
        }
        System.arraycopy(window, kept, target, 0, needed);
        window = target;
        base += kept;
        pos -= kept;
        counted -= kept;
        limit = needed;
        kept = 0;
    }

    private void refuseNul(int from) {
        for (int i = from; i < limit; i++) {
            if (window[i] == END) {
                throw malformed(
                        base + i,
                        "The file contains a NUL character.",
                        "Save it as plain text with the encoding UTF-8.");
            }
        }
    }

    private void settleLines() {
        line = linesUpTo(kept);
        if (kept > counted) {
            afterReturn = window[kept - 1] == '\r';
            counted = kept;
        }
    }

    private int linesUpTo(int index) {
        int lines = line;
        boolean second = afterReturn;
        for (int i = counted; i < index; i++) {
            char c = window[i];
            if (c == '\r' || (c == '\n' && !second)) {
                lines++;
            }
            second = c == '\r';
        }
        return lines;
    }

    /** The line of the first character that is kept. */
    int line() {
        settleLines();
        return line;
    }
}
