package dev.tandem.migration.postgres;

import dev.tandem.migration.script.Chars;
import dev.tandem.migration.script.Text;
import dev.tandem.migration.script.Token;

/**
 * The rows behind {@code COPY … FROM STDIN;}, as psql reads them: from the next line on, up to a line that is {@code \.}
 * and nothing else, whatever the format, or to the end of the file.
 */
final class CopyRows {
    private static final Chars BLANK = Chars.of(" \t\r\f\u000B");
    private static final Chars LINE = Chars.except("\n");

    private CopyRows() {}

    /** Moves from behind the semicolon to the first row. */
    static void begin(Text text) {
        long from = text.position();
        char c = text.skipWhile(BLANK);
        boolean comment = c == '-' && text.peek(1) == '-';
        if (!comment && c != '\n' && c != Text.END) {
            throw text.malformed(
                    from,
                    "The rows of COPY … FROM STDIN begin on the line behind its semicolon, and something else follows on"
                            + " this one.",
                    "Move it behind the rows, which end with a line \\.");
        }
        skipLine(text);
    }

    /** Moves over a line. */
    static Token next(Text text) {
        long from = text.position();
        if (text.peek() == Text.END) {
            return Token.END;
        }
        skipLine(text);
        return isEnd(text, from, text.position()) ? Token.TERMINATOR : Token.INPUT;
    }

    private static void skipLine(Text text) {
        if (text.skipWhile(LINE) == '\n') {
            text.advance(1);
        }
    }

    private static boolean isEnd(Text text, long from, long to) {
        long end = to;
        if (end > from && text.charAt(end - 1) == '\n') {
            end--;
        }
        if (end > from && text.charAt(end - 1) == '\r') {
            end--;
        }
        return end - from == 2 && text.charAt(from) == '\\' && text.charAt(from + 1) == '.';
    }
}
