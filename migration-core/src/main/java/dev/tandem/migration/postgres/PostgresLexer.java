package dev.tandem.migration.postgres;

import dev.tandem.migration.script.Chars;
import dev.tandem.migration.script.Lexer;
import dev.tandem.migration.script.Literals;
import dev.tandem.migration.script.Text;
import dev.tandem.migration.script.Token;

/**
 * PostgreSQL's tokens, as its scanner finds them with {@code standard_conforming_strings} on. A semicolon ends a
 * statement unless it is inside parentheses ({@code CREATE RULE … DO (a; b)}) or inside the {@code BEGIN ATOMIC … END}
 * of an SQL function. What only psql understands is refused, but for the rows behind {@code COPY … FROM STDIN}.
 */
public final class PostgresLexer implements Lexer {
    private static final Chars SPACE = Chars.of(" \t\n\r\f\u000B");
    private static final Chars LINE = Chars.except("\n\r");
    private static final Chars IDENTIFIER = Chars.ofWords().and("$").andAllBeyondAscii();
    private static final Chars NUMBER = Chars.ofWords().andAllBeyondAscii();
    private static final Chars DIGITS = Chars.of("0123456789");

    private final PostgresStatement statement = new PostgresStatement();

    /** An E string may go on in the next line, with other quotes but the same escapes. */
    private Continuation continuation = Continuation.NO;

    private boolean inRows;

    private enum Continuation {
        NO,
        AFTER_STRING,
        AFTER_LINE_END
    }

    @Override
    public Token next(Text text) {
        if (inRows) {
            Token token = CopyRows.next(text);
            inRows = token == Token.INPUT;
            return token;
        }
        long from = text.position();
        char c = text.peek();
        if (c == ' ' || (c <= '\r' && SPACE.contains(c))) {
            return whiteSpace(text, from);
        }
        if (c == '-' && text.peek(1) == '-') {
            text.skipWhile(LINE);
            return Token.COMMENT;
        }
        boolean continued = continuation == Continuation.AFTER_LINE_END && c == '\'';
        continuation = Continuation.NO;
        if (continued) {
            return escapedString(text, from);
        }
        if (c == '/' && text.peek(1) == '*') {
            return comment(text, from);
        }
        Token token = significant(text, from, c);
        if (token != Token.COMMENT) {
            token = statement.see(text, from, token);
        }
        if (token == Token.INPUT_BEGIN) {
            CopyRows.begin(text);
            inRows = true;
        }
        return token;
    }

    @Override
    public void end(Text text) {
        statement.refuseOpen(text);
    }

    private Token significant(Text text, long from, char c) {
        return switch (c) {
            case Text.END -> Token.END;
            case '\'' -> string(text, from);
            case '"' -> name(text, from);
            case '$' -> dollar(text, from);
            case '\\' -> clientCommand(text, from);
            case 'E', 'e', 'B', 'b', 'X', 'x', 'N', 'n', 'U', 'u' -> prefixed(text, from, c);
            default -> wordOrOther(text, c);
        };
    }

    /** A letter that belongs to the string or identifier whose quote follows at once; else it begins a word. */
    private Token prefixed(Text text, long from, char c) {
        char next = text.peek(1);
        boolean unicode = c == 'U' || c == 'u';
        if (unicode && next == '&') {
            next = text.peek(2);
            if (next == '\'' || next == '"') {
                text.advance(2);
                return next == '"' ? name(text, from) : string(text, from);
            }
        } else if (!unicode && next == '\'') {
            text.advance(1);
            return c == 'E' || c == 'e' ? escapedString(text, from) : string(text, from);
        }
        return wordOrOther(text, c);
    }

    private static Token wordOrOther(Text text, char c) {
        if (DIGITS.contains(c)) {
            text.skipWhile(NUMBER);
            return Token.WORD;
        }
        if (IDENTIFIER.contains(c)) {
            text.skipWhile(IDENTIFIER);
            return Token.WORD;
        }
        text.advance(1);
        return Token.OTHER;
    }

    private Token whiteSpace(Text text, long from) {
        text.skipWhile(SPACE);
        if (continuation == Continuation.AFTER_STRING) {
            for (long i = from; i < text.position(); i++) {
                char c = text.charAt(i);
                if (c == '\n' || c == '\r') {
                    continuation = Continuation.AFTER_LINE_END;
                }
            }
        }
        return Token.WHITE_SPACE;
    }

    private static Token comment(Text text, long from) {
        if (!Literals.skipNestedComment(text)) {
            throw text.malformed(from, "A comment is not closed.", "Close it with */; comments nest.");
        }
        return Token.COMMENT;
    }

    private static Token string(Text text, long from) {
        if (!Literals.skipQuoted(text)) {
            throw unclosedString(text, from);
        }
        return Token.STRING;
    }

    private Token escapedString(Text text, long from) {
        if (!Literals.skipEscaped(text)) {
            throw unclosedString(text, from);
        }
        continuation = Continuation.AFTER_STRING;
        return Token.STRING;
    }

    private static RuntimeException unclosedString(Text text, long from) {
        return text.malformed(from, "A string is not closed.", "Close it with '.");
    }

    private static Token name(Text text, long from) {
        if (!Literals.skipQuoted(text)) {
            throw text.malformed(from, "A quoted identifier is not closed.", "Close it with \".");
        }
        return Token.NAME;
    }

    /** A parameter, a dollar-quoted string, or a dollar that the server will refuse. */
    private static Token dollar(Text text, long from) {
        text.advance(1);
        if (DIGITS.contains(text.peek())) {
            text.skipWhile(DIGITS);
            return Token.OTHER;
        }
        if (text.skipWhile(NUMBER) != '$') {
            text.back(from + 1);
            return Token.OTHER;
        }
        text.advance(1);
        long end = text.position();
        if (!Literals.skipDollarQuoted(text, from)) {
            throw text.malformed(
                    from,
                    "A dollar-quoted string is not closed.",
                    "Close it with " + (end - from > 64 ? "the tag it begins with" : text.substring(from, end)) + ".");
        }
        return Token.STRING;
    }

    /** What pg_dump writes around a dump is passed over; anything else of psql would be lost unnoticed. */
    private Token clientCommand(Text text, long from) {
        text.skipWhile(LINE);
        String line = text.substring(from, Math.min(text.position(), from + 60)).strip();
        String command = line.split("\\s", 2)[0];
        if (statement.isEmpty() && (command.equals("\\restrict") || command.equals("\\unrestrict"))) {
            return Token.COMMENT;
        }
        throw text.malformed(
                from,
                "A backslash outside quotes begins a command of psql (" + line + "), which the server does not know.",
                "Leave it out, or write what it does in SQL.");
    }
}
