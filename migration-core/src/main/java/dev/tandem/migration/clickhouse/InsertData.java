package dev.tandem.migration.clickhouse;

import dev.tandem.migration.script.Chars;
import dev.tandem.migration.script.Text;
import dev.tandem.migration.script.Token;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rows of {@code INSERT … FORMAT x}. They begin behind the format's name (and its {@code SETTINGS}), after one
 * line end if there is one, and end at an empty line or with the script. Rows of {@code VALUES}, in whichever spelling,
 * are ordinary tokens. The {@code FORMAT} of an {@code INSERT … SELECT} is followed by rows only if it reads
 * {@code input(…)}.
 */
final class InsertData {
    private static final Chars LINE = Chars.except("\n");
    private static final Chars BLANK = Chars.of(" \t\f\u000B");
    private static final String SETTINGS = "SETTINGS";

    private State state = State.START;
    private int depth;
    private char previous; // the token before, if it was punctuation
    private boolean input; // whether the word before was INPUT
    private boolean readsInput;

    private enum State {
        /** What follows up to the end of the statement has no rows. */
        ORDINARY,
        START,
        /** Behind INSERT: its table's name is yet to come. */
        TARGET,
        HEAD,
        QUERY,
        /** Behind FORMAT. */
        FORMAT,
        /** Behind the format's name. */
        FORMAT_NAMED,
        /** Behind the line end that follows it. */
        LINE_ENDED,
        FORMAT_SETTINGS,
        /** Behind the rows. */
        DATA_ENDED
    }

    /** The next token, when it is one of inline data; {@code null} when it is to be found as any other. */
    @Nullable
    Token next(Text text) {
        if (state.compareTo(State.FORMAT_NAMED) < 0) {
            return null;
        }
        char c = text.peek();
        if (c == Text.END) {
            return null;
        }
        return switch (state) {
            case FORMAT_NAMED -> behindFormat(text, c);
            case LINE_ENDED -> settings(text) ? null : data(text, true);
            case FORMAT_SETTINGS -> behindSetting(text, c);
            case DATA_ENDED -> emptyLine(text);
            default -> null;
        };
    }

    private @Nullable Token behindFormat(Text text, char c) {
        if (BLANK.contains(c)) {
            text.skipWhile(BLANK);
            return Token.WHITE_SPACE;
        }
        if (c == '\r' || c == '\n') {
            return lineEnd(text);
        }
        return c == ';' || settings(text) ? null : data(text, false);
    }

    private @Nullable Token behindSetting(Text text, char c) {
        if (depth > 0 || previous == ',' || previous == '=') {
            return null;
        }
        if (BLANK.contains(c)) {
            text.skipWhile(BLANK);
            return Token.WHITE_SPACE;
        }
        return c == '\r' || c == '\n' ? lineEnd(text) : null;
    }

    private Token lineEnd(Text text) {
        skipLineEnd(text);
        state = State.LINE_ENDED;
        return Token.WHITE_SPACE;
    }

    private boolean settings(Text text) {
        for (int i = 0; i < SETTINGS.length(); i++) {
            if ((text.peek(i) & ~0x20) != SETTINGS.charAt(i)) {
                return false;
            }
        }
        char behind = text.peek(SETTINGS.length());
        if (!BLANK.contains(behind) && behind != '\r' && behind != '\n') {
            return false;
        }
        state = State.FORMAT_SETTINGS;
        return true;
    }

    private Token data(Text text, boolean atLineStart) {
        long from = text.position();
        boolean lineStart = atLineStart;
        while (text.peek() != Text.END && !(lineStart && atLineEnd(text))) {
            if (text.skipWhile(LINE) == '\n') {
                text.advance(1);
            }
            lineStart = true;
        }
        state = State.DATA_ENDED;
        return text.position() > from ? Token.DATA : emptyLine(text);
    }

    private Token emptyLine(Text text) {
        skipLineEnd(text);
        reset();
        return Token.TERMINATOR;
    }

    private static boolean atLineEnd(Text text) {
        char c = text.peek();
        return c == '\n' || (c == '\r' && text.peek(1) == '\n');
    }

    private static void skipLineEnd(Text text) {
        char c = text.peek();
        text.advance(1);
        if (c == '\r' && text.peek() == '\n') {
            text.advance(1);
        }
    }

    /** Takes note of an ordinary token that was moved over. */
    void see(Text text, long from, Token token) {
        if (state == State.ORDINARY && token != Token.TERMINATOR && token != Token.END) {
            return;
        }
        switch (token) {
            case WHITE_SPACE, COMMENT -> {}
            case TERMINATOR, END -> reset();
            case OTHER -> {
                char c = text.charAt(from);
                if (c == '(' || c == '[' || c == '{') {
                    readsInput |= input && c == '(';
                    depth++;
                } else if (c == ')' || c == ']' || c == '}') {
                    depth = Math.max(0, depth - 1);
                }
                other();
                previous = c;
            }
            case WORD -> {
                word(text, from);
                // behind SETTINGS itself, as behind a comma, a setting is still to come
                previous = state == State.FORMAT_SETTINGS && text.isKeyword(from, SETTINGS) ? ',' : 0;
            }
            default -> {
                other();
                previous = 0;
            }
        }
    }

    private void other() {
        input = false;
        state = switch (state) {
            case START, FORMAT -> State.ORDINARY;
            case TARGET -> State.HEAD;
            default -> state;
        };
    }

    private void word(Text text, long from) {
        input = false;
        if (previous == '.') {
            return;
        }
        switch (state) {
            case START -> state = text.isKeyword(from, "INSERT") ? State.TARGET : State.ORDINARY;
            case TARGET -> {
                if (!text.isKeyword(from, "INTO")
                        && !text.isKeyword(from, "TABLE")
                        && !text.isKeyword(from, "FUNCTION")) {
                    state = State.HEAD;
                }
            }
            case HEAD -> head(text, from);
            case QUERY -> {
                input = text.isKeyword(from, "INPUT");
                if (depth == 0 && readsInput && text.isKeyword(from, "FORMAT")) {
                    state = State.FORMAT;
                }
            }
            case FORMAT -> state = text.isKeyword(from, "VALUES") ? State.ORDINARY : State.FORMAT_NAMED;
            default -> {}
        }
    }

    private void head(Text text, long from) {
        boolean query = text.isKeyword(from, "SELECT") || text.isKeyword(from, "WITH") || text.isKeyword(from, "WATCH");
        if (query && (depth == 0 || (depth == 1 && previous == '('))) {
            state = State.QUERY;
        } else if (depth == 0 && (text.isKeyword(from, "VALUES") || text.isKeyword(from, "FROM"))) {
            state = State.ORDINARY;
        } else if (depth == 0 && text.isKeyword(from, "FORMAT")) {
            state = State.FORMAT;
        }
    }

    private void reset() {
        state = State.START;
        depth = 0;
        previous = 0;
        input = false;
        readsInput = false;
    }
}
