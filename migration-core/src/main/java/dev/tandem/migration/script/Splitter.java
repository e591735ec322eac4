package dev.tandem.migration.script;

import dev.tandem.migration.SqlStatement;
import java.util.function.Supplier;

/** Puts the tokens of a file together to statements, one at a time, and keeps account of its sections. */
final class Splitter {
    private final Text text;
    private final Supplier<? extends Lexer> lexers;
    private final Sections sections;
    private final Filling filling;
    private final boolean fills;
    private Lexer lexer;
    /** The section of the statement moved to. */
    private Part part;

    private String filled = "";
    private boolean open;
    private int line;
    private long first;
    private long end;
    private long digested; // position up to which the statement is in the fingerprint
    private long terminator; // within StatementBegin and StatementEnd, the first behind `end`, if any
    private long behindTerminator;

    /** Reads a text from its beginning; each section has a lexer of its own. */
    Splitter(Text text, Supplier<? extends Lexer> lexers, Placeholders placeholders) {
        this.text = text;
        this.fills = !placeholders.isEmpty();
        this.filling = new Filling(text, placeholders);
        this.lexers = lexers;
        this.lexer = lexers.get();
        this.sections = new Sections(text);
        this.part = sections.current();
    }

    /** Moves to the next statement, in whatever section; {@code false} when there is none. */
    boolean next() {
        while (true) {
            if (!open) {
                text.release();
                part = sections.current();
            }
            long from = text.position();
            Token token = lexer.next(text);
            switch (token) {
                case WHITE_SPACE -> {}
                case COMMENT -> {
                    filling.see(from, token);
                    Directive directive = Directives.read(text, from);
                    if (directive != null && obey(directive)) {
                        return true;
                    }
                }
                case TERMINATOR -> {
                    if (sections.inBlock()) {
                        if (open && terminator < end) {
                            terminator = from;
                            behindTerminator = text.position();
                        }
                    } else if (complete()) {
                        return true;
                    }
                }
                case END -> {
                    sections.refuseOpenBlock();
                    return complete();
                }
                default -> add(from, token);
            }
        }
    }

    private void add(long from, Token token) {
        if (!open) {
            begin(from);
        } else {
            if (terminator >= end) {
                bridge(terminator);
                end = behindTerminator;
            }
            bridge(from);
        }
        end = text.position();
        filling.see(from, token);
        if (token == Token.DATA) {
            Directives.refuseInData(text, from, end);
            digest(withoutLineEnd());
        }
    }

    /** Does what a directive says, and answers whether it has ended a statement. */
    private boolean obey(Directive directive) {
        switch (directive.kind()) {
            case UP, DOWN -> {
                sections.refuseOpenBlock();
                lexer.end(text);
                lexer = lexers.get();
                boolean ended = complete();
                sections.enter(directive);
                return ended;
            }
            case STATEMENT_BEGIN -> sections.beginBlock(directive, open);
            case STATEMENT_END -> {
                sections.endBlock(directive);
                lexer = lexers.get();
                return complete();
            }
            case NO_TRANSACTION -> sections.withoutTransaction(directive, open);
            case TIMEOUT -> sections.limit(directive, open);
        }
        return false;
    }

    private void begin(long from) {
        open = true;
        first = from;
        digested = from;
        terminator = -1;
        filling.begin();
        line = text.line();
        if (part.statements++ == 0) {
            part.firstLine = line;
        }
        part.fingerprint.begin();
    }

    /** Ends the statement if there is one. */
    private boolean complete() {
        if (!open) {
            return false;
        }
        open = false;
        digest(end);
        part.fingerprint.end();
        if (fills) {
            // here and not when it is asked for, so that an unknown name is found before anything runs
            filled = filling.fill(first, end);
        }
        return true;
    }

    /** Of the gap before a token one space goes into the fingerprint. Often that is what the gap consists of. */
    private void bridge(long from) {
        if (from > end && !(from == end + 1 && text.charAt(end) == ' ')) {
            digest(end);
            part.fingerprint.space();
            digested = from;
        }
    }

    private void digest(long to) {
        if (to > digested) {
            text.digest(digested, to, part.fingerprint);
        }
        digested = end;
    }

    private long withoutLineEnd() {
        if (text.charAt(end - 1) != '\n') {
            return end;
        }
        return end - 1 > digested && text.charAt(end - 2) == '\r' ? end - 2 : end - 1;
    }

    /** The section of the statement moved to. */
    Section section() {
        return part.section;
    }

    /** Where the statement moved to begins. */
    long first() {
        return first;
    }

    /** How many statements there were so far in its section. */
    int number() {
        return part.statements;
    }

    /** What the directives so far have said, and what was read of each section. */
    Sections sections() {
        return sections;
    }

    /** The statement moved to. */
    SqlStatement statement() {
        String sql = text.substring(first, end);
        return new SqlStatement(part.statements, line, sql, part.fingerprint.value(), fills ? filled : sql);
    }
}
