package dev.tandem.migration.script;

import dev.tandem.migration.InvalidMigrationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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

    /** The same, but as they stand in the statement, string literals too. */
    public static List<String> verbatim(String sql, Lexer lexer) {
        Text text = new Text("a statement", sql);
        List<String> tokens = new ArrayList<>();
        while (true) {
            long from = text.position();
            switch (lexer.next(text)) {
                case WORD, NAME, OTHER, STRING -> tokens.add(text.substring(from, text.position()));
                case WHITE_SPACE, COMMENT, DATA, TERMINATOR -> {}
                case END -> {
                    return tokens;
                }
            }
        }
    }

    /** Of {@link #significant(String, Lexer)} no more than the first {@code limit}: a statement may hold a million rows. */
    public static List<String> significant(String sql, Lexer lexer, int limit) {
        Text text = new Text("a statement", sql);
        List<String> tokens = new ArrayList<>();
        while (tokens.size() < limit) {
            long from = text.position();
            switch (lexer.next(text)) {
                case WORD -> tokens.add(text.substring(from, text.position()).toUpperCase(Locale.ROOT));
                case NAME, OTHER -> tokens.add(text.substring(from, text.position()));
                case STRING -> tokens.add(STRING);
                case WHITE_SPACE, COMMENT, DATA, TERMINATOR -> {}
                case END -> {
                    return tokens;
                }
            }
        }
        return tokens;
    }
}
