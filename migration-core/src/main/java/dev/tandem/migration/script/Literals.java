package dev.tandem.migration.script;

/**
 * The ways of quoting that dialects share. Each method moves a text over one; when the closing end is missing it moves
 * to the end of the script and answers {@code false}.
 */
public final class Literals {
    private static final Chars NO_SINGLE_QUOTE = Chars.except("'");
    private static final Chars NO_DOUBLE_QUOTE = Chars.except("\"");
    private static final Chars NO_SINGLE_QUOTE_OR_BACKSLASH = Chars.except("'\\");
    private static final Chars NO_DOUBLE_QUOTE_OR_BACKSLASH = Chars.except("\"\\");
    private static final Chars NO_BACK_QUOTE_OR_BACKSLASH = Chars.except("`\\");
    private static final Chars INSIDE_COMMENT = Chars.except("*/");
    private static final Chars NO_DOLLAR = Chars.except("$");

    private Literals() {}

    /** From an opening single or double quote over the closing one; two in a row are text. */
    public static boolean skipQuoted(Text text) {
        return skip(text, text.peek() == '\'' ? NO_SINGLE_QUOTE : NO_DOUBLE_QUOTE);
    }

    /** The same, back quotes too, where a backslash makes the character behind it text. */
    public static boolean skipEscaped(Text text) {
        return skip(
                text,
                switch (text.peek()) {
                    case '\'' -> NO_SINGLE_QUOTE_OR_BACKSLASH;
                    case '"' -> NO_DOUBLE_QUOTE_OR_BACKSLASH;
                    default -> NO_BACK_QUOTE_OR_BACKSLASH;
                });
    }

    private static boolean skip(Text text, Chars inside) {
        char quote = text.peek();
        text.advance(1);
        while (true) {
            char c = text.skipWhile(inside);
            if (c == Text.END) {
                return false;
            }
            text.advance(1);
            if (c != quote) {
                if (text.peek() == Text.END) {
                    return false;
                }
                text.advance(1);
            } else if (text.peek() == quote) {
                text.advance(1);
            } else {
                return true;
            }
        }
    }

    /** From slash and asterisk over the asterisk and slash that belong to them; such comments nest. */
    public static boolean skipNestedComment(Text text) {
        long depth = 0;
        do {
            char c = text.skipWhile(INSIDE_COMMENT);
            if (c == Text.END) {
                return false;
            }
            text.advance(1);
            char next = text.peek();
            if (c == '/' && next == '*') {
                depth++;
                text.advance(1);
            } else if (c == '*' && next == '/') {
                depth--;
                text.advance(1);
            }
        } while (depth > 0);
        return true;
    }

    /**
     * From behind an opening {@code $tag$}, which begins at the given position, over the next one that is equal. The tag
     * contains no dollar, so after a mismatch the search goes on where it is: no character is looked at twice.
     */
    public static boolean skipDollarQuoted(Text text, long tag) {
        long length = text.position() - tag;
        long matched = 0;
        while (matched < length) {
            char c = matched == 0 ? text.skipWhile(NO_DOLLAR) : text.peek();
            if (c == Text.END) {
                return false;
            }
            if (c == text.charAt(tag + matched)) {
                matched++;
                text.advance(1);
            } else {
                matched = 0;
            }
        }
        return true;
    }
}
