package dev.tandem.migration;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a statement reads from its client: the rows that stand behind it in the script, such as those of {@code COPY …
 * FROM STDIN}. It is never held in memory.
 */
public interface StatementInput {

    /** The line of the file on which it begins, from 1. */
    int line();

    /** How many characters (UTF-16) it has. */
    long length();

    /**
     * Its bytes, UTF-8, as they stand in the file and without the line that ends them. It may be opened again while the
     * script's {@link Script.Statements} are open, one at a time. At its end it throws {@link InvalidMigrationException} if
     * the file has changed since the statement was read.
     */
    InputStream open();

    /** Writes it as text, in which the last line is ended. */
    default void appendTo(Appendable out) throws IOException {
        try (Reader reader = new InputStreamReader(open(), StandardCharsets.UTF_8)) {
            CharBuffer chunk = CharBuffer.allocate(8_192);
            char last = '\n';
            while (reader.read(chunk) >= 0) {
                chunk.flip();
                last = chunk.get(chunk.limit() - 1);
                out.append(chunk);
                chunk.clear();
            }
            if (last != '\n') {
                out.append('\n');
            }
        }
    }
}
