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
    private long digested; // position up to which the statement is in the fingerprint

    Splitter(Text text, Lexer lexer, boolean transactional) {
        this.text = text;
        this.lexer = lexer;
        this.transactional = transactional;
    }

    /** Moves to the next statement; {@code false} when there is none. */
    boolean next() {
        boolean open = false;
        while (true) {
            if (!open) {
                text.release();
            }
            long from = text.position();
            Token token = lexer.next(text);
            switch (token) {
                case WHITE_SPACE -> {}
                case COMMENT -> Directives.check(text, from, transactional);
                case TERMINATOR, END -> {
                    if (open) {
                        digest(end);
                        fingerprint.end();
                        return true;
                    }
                    if (token == Token.END) {
                        return false;
                    }
                }
                default -> {
                    if (open) {
                        bridge(from);
                    } else {
                        open = true;
                        begin(from);
                    }
                    end = text.position();
                    if (token == Token.DATA) {
                        digest(withoutLineEnd());
                    }
                }
            }
        }
    }

    private void begin(long from) {
        number++;
        first = from;
        digested = from;
        line = text.line();
        fingerprint.begin();
    }

    /** Of the gap before a token one space goes into the fingerprint. Often that is what the gap consists of. */
    private void bridge(long from) {
        if (from > end && !(from == end + 1 && text.charAt(end) == ' ')) {
            digest(end);
            fingerprint.space();
            digested = from;
        }
    }

    private void digest(long to) {
        if (to > digested) {
            text.digest(digested, to, fingerprint);
        }
        digested = end;
    }

    private long withoutLineEnd() {
        if (text.charAt(end - 1) != '\n') {
            return end;
        }
        return end - 1 > digested && text.charAt(end - 2) == '\r' ? end - 2 : end - 1;
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
