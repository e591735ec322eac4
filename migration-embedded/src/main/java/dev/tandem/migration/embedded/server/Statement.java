package dev.tandem.migration.embedded.server;

import dev.tandem.migration.embedded.server.SqlTokens.Kind;
import dev.tandem.migration.embedded.server.SqlTokens.Token;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A request's text as the engine has to be given it.
 *
 * @param sql the statement, one character per byte; without its data when there is {@code data}
 * @param format the format that the statement itself names, if it does
 * @param data what is to be inserted, or null when the statement brings no data
 */
record Statement(
        String sql, @Nullable String format, @Nullable String data) {

    /** Takes a request's text apart; refuses empty ones as a server does. */
    static Statement parse(String text) throws ClickHouseError {
        Token first = new SqlTokens(text).next();
        if (first == null || first.isSymbol(';')) {
            throw ClickHouseError.of(62, "SYNTAX_ERROR", "Syntax error: Empty query");
        }
        if (first.is("INSERT")) {
            return insert(text);
        }
        return new Statement(ClientQueryIds.rewrite(text, first), lastFormat(text), null);
    }

    private static Statement insert(String text) throws ClickHouseError {
        SqlTokens tokens = new SqlTokens(text);
        Token previous = null;
        for (Token token = tokens.next(); token != null; previous = token, token = tokens.next()) {
            if (token.depth() > 0 || previous == null || isName(previous)) {
                continue;
            }
            if (token.is("SELECT") || token.is("WITH")) {
                return insertSelect(text);
            }
            if (token.is("FROM")) {
                throw notSupported("INSERT … FROM INFILE");
            }
            if (token.is("VALUES")) {
                return new Statement(text.substring(0, token.start()), "Values", values(text.substring(token.end())));
            }
            if (token.is("FORMAT")) {
                Token name = tokens.next();
                if (name != null && name.kind() == Kind.WORD) {
                    String data = text.substring(dataStart(text, name.end()));
                    boolean values = name.text().toLowerCase(Locale.ROOT).equals("values");
                    return new Statement(text.substring(0, token.start()), name.text(), values ? values(data) : data);
                }
            }
        }
        return new Statement(text, "Values", "");
    }

    /** The engine reads the rows of {@code input()} from its standard input, not from the statement. */
    private static Statement insertSelect(String text) throws ClickHouseError {
        SqlTokens tokens = new SqlTokens(text);
        Token previous = null;
        for (Token token = tokens.next(); token != null; previous = token, token = tokens.next()) {
            if (previous != null && previous.is("input") && token.isSymbol('(')) {
                throw notSupported("INSERT … SELECT … FROM input()");
            }
        }
        return new Statement(ClientQueryIds.rewriteProcesses(text), null, null);
    }

    private static ClickHouseError notSupported(String what) {
        return ClickHouseError.of(48, "NOT_IMPLEMENTED", "The embedded server does not support " + what);
    }

    /** Whether the token makes the following one a name, whatever keyword it looks like. */
    private static boolean isName(Token previous) {
        return previous.is("INTO") || previous.is("TABLE") || previous.isSymbol('.');
    }

    /** Data begins after the line break that follows the format's name, or after the blanks when there is none. */
    private static int dataStart(String text, int at) {
        int start = at;
        while (start < text.length() && (text.charAt(start) == ' ' || text.charAt(start) == '\t')) {
            start++;
        }
        if (start < text.length() && text.charAt(start) == '\r') {
            start++;
        }
        if (start < text.length() && text.charAt(start) == '\n') {
            start++;
        }
        return start;
    }

    /**
     * The rows up to a semicolon, behind which a server allows nothing; the engine's stream would ignore it silently.
     */
    private static String values(String data) throws ClickHouseError {
        SqlTokens tokens = new SqlTokens(data);
        for (Token token = tokens.next(); token != null; token = tokens.next()) {
            if (token.isSymbol(';') && token.depth() <= 0) {
                if (tokens.next() != null) {
                    throw ClickHouseError.of(62, "SYNTAX_ERROR", "Cannot read data after semicolon");
                }
                return data.substring(0, token.start());
            }
        }
        return data;
    }

    private static @Nullable String lastFormat(String text) {
        SqlTokens tokens = new SqlTokens(text);
        String format = null;
        Token previous = null;
        for (Token token = tokens.next(); token != null; previous = token, token = tokens.next()) {
            if (previous != null && previous.is("FORMAT") && previous.depth() == 0 && token.kind() == Kind.WORD) {
                format = token.text();
            }
        }
        return format;
    }
}
