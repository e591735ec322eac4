package dev.tandem.migration.script;

import dev.tandem.migration.SqlStatement;

/** Puts the tokens of a script together to statements, one at a time. */
final class Splitter {
    private final Text text;
    private final Lexer lexer;
    private final boolean transactional;
    private final Fingerprint fingerprint = new Fingerprint();
    private int number;
    private int line;
    private long first;
    private long end;

    Splitter(Text text, Lexer lexer, boolean transactional) {
        this.text = text;
        this.lexer = lexer;
        this.transactional = transactional;
    }

    /** Moves to the next statement; {@code false} when there is none. */
    boolean next() {
        boolean open = false;
        boolean gap = false;
        while (true) {
            if (!open) {
                text.release();
            }
            long from = text.position();
            Token token = lexer.next(text);
            switch (token) {
                case WHITE_SPACE -> gap = true;
                case COMMENT -> {
                    Directives.check(text, from, transactional);
                    gap = true;
                }
                case TERMINATOR, END -> {
                    if (open) {
                        fingerprint.end();
                        return true;
                    }
                    if (token == Token.END) {
                        return false;
                    }
                }
                default -> {
                    if (!open) {
                        open = true;
                        begin(from);
                    } else if (gap) {
                        fingerprint.space();
                    }
                    gap = false;
                    end = text.position();
                    text.digest(from, fingerprint, token == Token.DATA);
                }
            }
        }
    }

    private void begin(long from) {
        number++;
        first = from;
        line = text.line();
        fingerprint.begin();
    }

    /** How many statements there were so far. */
    int number() {
        return number;
    }

    /** The fingerprint of the statements so far. */
    String fingerprint() {
        return fingerprint.value();
    }

    /** The statement moved to. */
    SqlStatement statement() {
        return new SqlStatement(number, line, text.substring(first, end), fingerprint.value());
    }
}
