package dev.tandem.migration.embedded.server;

import org.jspecify.annotations.Nullable;

/**
 * Walks over the tokens of ClickHouse SQL, without comments and white space. The text has one character per byte, so
 * that positions are byte positions and binary data survives. Only as exact as the bridge needs: where words, strings,
 * quoted identifiers and parentheses are.
 */
final class SqlTokens {

    enum Kind {
        WORD,
        QUOTED_NAME,
        STRING,
        SYMBOL
    }

    /** One token; {@code depth} counts the parentheses and brackets around it. */
    record Token(Kind kind, int start, int end, int depth, String text) {

        boolean is(String word) {
            return kind == Kind.WORD && text.equalsIgnoreCase(word);
        }

        boolean isSymbol(char symbol) {
            return kind == Kind.SYMBOL && text.charAt(0) == symbol;
        }

        /** The name that a word or a quoted identifier stands for. */
        boolean names(String name) {
            return switch (kind) {
                case WORD -> text.equals(name);
                case QUOTED_NAME -> text.substring(1, text.length() - 1).equals(name);
                case STRING, SYMBOL -> false;
            };
        }
    }

    private final String sql;
    private int at;
    private int depth;

    SqlTokens(String sql) {
        this.sql = sql;
    }

    @Nullable
    Token next() {
        skipBlank();
        if (at >= sql.length()) {
            return null;
        }
        int start = at;
        char c = sql.charAt(at);
        if (c == '$' && skipHeredoc()) {
            return token(Kind.STRING, start, depth);
        }
        if (isWord(c)) {
            while (at < sql.length() && isWord(sql.charAt(at))) {
                at++;
            }
            return token(Kind.WORD, start, depth);
        }
        if (c == '\'' || c == '"' || c == '`') {
            skipQuoted(c);
            return token(c == '\'' ? Kind.STRING : Kind.QUOTED_NAME, start, depth);
        }
        at++;
        if (c == ')' || c == ']') {
            depth--;
        }
        Token token = token(Kind.SYMBOL, start, depth);
        if (c == '(' || c == '[') {
            depth++;
        }
        return token;
    }

    private Token token(Kind kind, int start, int depth) {
        return new Token(kind, start, at, depth, sql.substring(start, at));
    }

    private void skipQuoted(char quote) {
        at++;
        while (at < sql.length()) {
            char c = sql.charAt(at++);
            if (c == '\\') {
                at = Math.min(at + 1, sql.length());
            } else if (c == quote) {
                if (at < sql.length() && sql.charAt(at) == quote) {
                    at++;
                } else {
                    return;
                }
            }
        }
    }

    /** {@code $tag$ … $tag$}; without its end the dollar is part of a plain word. */
    private boolean skipHeredoc() {
        int tagEnd = sql.indexOf('$', at + 1);
        if (tagEnd < 0 || !sql.substring(at + 1, tagEnd).chars().allMatch(c -> isWord((char) c))) {
            return false;
        }
        String tag = sql.substring(at, tagEnd + 1);
        int close = sql.indexOf(tag, tagEnd + 1);
        if (close < 0) {
            return false;
        }
        at = close + tag.length();
        return true;
    }

    private void skipBlank() {
        while (at < sql.length()) {
            if (Character.isWhitespace(sql.charAt(at))) {
                at++;
            } else if (sql.startsWith("--", at)
                    || sql.startsWith("//", at)
                    || sql.startsWith("# ", at)
                    || sql.startsWith("#!", at)) {
                int end = sql.indexOf('\n', at);
                at = end < 0 ? sql.length() : end + 1;
            } else if (sql.startsWith("/*", at)) {
                skipBlockComment();
            } else {
                return;
            }
        }
    }

    private void skipBlockComment() {
        int open = 0;
        do {
            if (sql.startsWith("/*", at)) {
                open++;
                at += 2;
            } else if (sql.startsWith("*/", at)) {
                open--;
                at += 2;
            } else {
                at++;
            }
        } while (open > 0 && at < sql.length());
    }

    private static boolean isWord(char c) {
        return c == '_' || c == '$' || c >= 0x80 || Character.isLetterOrDigit(c);
    }
}
