package dev.tandem.migration.script;

import dev.tandem.migration.InvalidMigrationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** What a statement says, without how it is written: by this a dialect tells what kind of statement it is. */
public final class Tokens {
    /** Stands for a string literal, whatever its text. */
    public static final String STRING = "'…'";

    private Tokens() {}

    /**
     * The tokens of a statement: words in upper case, punctuation as it is, mostly one character each, quoted identifiers
     * with their quotes, {@link #STRING} for every string literal; without comments, white space, inline data and
     * terminators.
     *
     * @param sql a statement
     * @param lexer a new lexer of its dialect
     * @throws InvalidMigrationException when the statement is malformed
     */
    public static List<String> significant(String sql, Lexer lexer) {
        return significant(sql, lexer, Integer.MAX_VALUE);
    }

    /** The same, but no more than the first {@code limit} of them: a statement may hold a million rows. */
    public static List<String> significant(String sql, Lexer lexer, int limit) {
        return tokens(sql, lexer, limit, word -> word.toUpperCase(Locale.ROOT));
    }

    /** The same, with words as they are written: names that are not quoted may depend on it. */
    public static List<String> written(String sql, Lexer lexer, int limit) {
        return tokens(sql, lexer, limit, UnaryOperator.identity());
    }

    private static List<String> tokens(String sql, Lexer lexer, int limit, UnaryOperator<String> words) {
        Text text = new Text("a statement", sql);
        List<String> tokens = new ArrayList<>();
        while (tokens.size() < limit) {
            long from = text.position();
            switch (lexer.next(text)) {
                case WORD -> tokens.add(words.apply(text.substring(from, text.position())));
                case NAME, OTHER -> tokens.add(text.substring(from, text.position()));
                case STRING -> tokens.add(STRING);
                case WHITE_SPACE, COMMENT, DATA, INPUT_BEGIN, INPUT, TERMINATOR -> {}
                case END -> {
                    return tokens;
                }
            }
        }
        return tokens;
    }

    /** A statement with a space for each of its comments. */
    public static String withoutComments(String sql, Lexer lexer) {
        Text text = new Text("a statement", sql);
        StringBuilder plain = new StringBuilder(sql.length());
        for (long from = 0; ; from = text.position()) {
            Token token = lexer.next(text);
            if (token == Token.END) {
                return plain.toString();
            }
            plain.append(token == Token.COMMENT ? " " : text.substring(from, text.position()));
        }
    }
}
