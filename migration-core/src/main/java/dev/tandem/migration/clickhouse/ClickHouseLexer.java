package dev.tandem.migration.clickhouse;

import dev.tandem.migration.script.Chars;
import dev.tandem.migration.script.Lexer;
import dev.tandem.migration.script.Literals;
import dev.tandem.migration.script.Text;
import dev.tandem.migration.script.Token;

/**
 * ClickHouse's tokens, as its lexer and its client find them. A semicolon or {@code \G} ends a statement; the rows of
 * {@code INSERT … FORMAT} end at an empty line or with the file, and a semicolon in them is data.
 */
public final class ClickHouseLexer implements Lexer {
    private static final Chars SPACE = Chars.of(" \t\n\r\f\u000B");
    private static final Chars LINE = Chars.except("\n");
    private static final Chars WORD = Chars.ofWords().and("$");
    private static final Chars NUMBER = Chars.ofWords();
    /** Nothing but a word begins with these: no string has them as a prefix. */
    private static final Chars WORD_BEGIN = Chars.of("acdefghijklmnopqrstuvwyzACDEFGHIJKLMNOPQRSTUVWYZ_");
    /** Each is a token by itself. */
    private static final Chars PUNCTUATION = Chars.of("(),.=<>[]{}+*:%?|!@^~&");

    private static final Chars DIGITS = Chars.of("0123456789");
    private static final Chars NO_SINGLE_QUOTE = Chars.except("'");

    /** Beyond ASCII, what the server passes over as white space. */
    private static final String WIDE_SPACE = "\u0085\u00A0\u1680\u180E\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
            + "\u2008\u2009\u200A\u200B\u200C\u200D\u2028\u2029\u202F\u205F\u2060\u3000\uFEFF";

    private final Heredocs heredocs = new Heredocs();
    private final InsertData insertData = new InsertData();

    @Override
    public Token next(Text text) {
        Token data = insertData.next(text);
        if (data != null) {
            return data;
        }
        long from = text.position();
        Token token = scan(text, from, text.peek());
        insertData.see(text, from, token);
        return token;
    }

    private Token scan(Text text, long from, char c) {
        // what most tokens are
        if (WORD_BEGIN.contains(c)) {
            text.skipWhile(WORD);
            return Token.WORD;
        }
        if (SPACE.contains(c)) {
            text.skipWhile(SPACE);
            return Token.WHITE_SPACE;
        }
        if (PUNCTUATION.contains(c)) {
            return skip(text, 1, Token.OTHER);
        }
        return switch (c) {
            case Text.END -> Token.END;
            case ';' -> skip(text, 1, Token.TERMINATOR);
            case '\\' -> text.peek(1) == 'G' ? skip(text, 2, Token.TERMINATOR) : skip(text, 1, Token.OTHER);
            case '-', '/', '#' -> commentOrOperator(text, from, c);
            case '\'', '"', '`' -> quoted(text, from, c);
            case '‘' -> typographic(text, from, '’', Token.STRING);
            case '“' -> typographic(text, from, '”', Token.NAME);
            case '$' -> heredocs.skip(text) ? Token.STRING : wordOrOther(text, c);
            case 'x', 'X', 'b', 'B' -> text.peek(1) == '\'' ? octets(text, from) : wordOrOther(text, c);
            default -> wordOrOther(text, c);
        };
    }

    private static Token wordOrOther(Text text, char c) {
        if (DIGITS.contains(c)) {
            text.skipWhile(NUMBER);
            return Token.WORD;
        }
        if (c == '$' ? NUMBER.contains(text.peek(1)) : WORD.contains(c)) {
            text.skipWhile(WORD);
            return Token.WORD;
        }
        return skip(text, 1, c >= 0x80 && WIDE_SPACE.indexOf(c) >= 0 ? Token.WHITE_SPACE : Token.OTHER);
    }

    private static Token skip(Text text, int characters, Token token) {
        text.advance(characters);
        return token;
    }

    private static Token commentOrOperator(Text text, long from, char c) {
        char next = text.peek(1);
        if (c == '/' && next == '*') {
            if (!Literals.skipNestedComment(text)) {
                throw text.malformed(from, "A comment is not closed.", "Close it with */; comments nest.");
            }
            return Token.COMMENT;
        }
        if (c == '#' ? next == ' ' || next == '!' : next == c) {
            text.skipWhile(LINE);
            return Token.COMMENT;
        }
        return skip(text, 1, Token.OTHER);
    }

    private static Token quoted(Text text, long from, char c) {
        if (Literals.skipEscaped(text)) {
            return c == '\'' ? Token.STRING : Token.NAME;
        }
        if (c == '\'') {
            throw text.malformed(from, "A string is not closed.", "Close it with '.");
        }
        throw text.malformed(from, "A quoted identifier is not closed.", "Close it with " + c + ".");
    }

    private static Token typographic(Text text, long from, char close, Token token) {
        text.advance(1);
        while (text.peek() != close) {
            if (text.peek() == Text.END) {
                throw text.malformed(
                        from,
                        "A typographic quote is not closed.",
                        "Close it with " + close + ", or write plain quotes.");
            }
            text.advance(1);
        }
        return skip(text, 1, token);
    }

    /** Hexadecimal or binary digits in quotes: nothing in there is an escape. */
    private static Token octets(Text text, long from) {
        text.advance(2);
        if (text.skipWhile(NO_SINGLE_QUOTE) == Text.END) {
            throw text.malformed(from, "A string is not closed.", "Close it with '.");
        }
        return skip(text, 1, Token.STRING);
    }
}
