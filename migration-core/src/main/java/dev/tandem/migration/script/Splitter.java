package dev.tandem.migration.script;

import dev.tandem.migration.SqlStatement;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
    private @Nullable Input input;
    private boolean begun;
    private boolean open;
    private int line;
    private long first;
    private long end;
    private long digested; // position up to which the statement is in the fingerprint
    private long terminator; // within StatementBegin and StatementEnd, the first behind `end`, if any
    private long behindTerminator;

    /**
     * The input of a statement.
     *
     * @param sql the statement
     * @param line on which the input begins
     * @param from position of its first character
     * @param to position behind its last
     * @param before the fingerprint up to its beginning
     * @param directive the first of its lines that looks like a directive
     */
    record Input(
            String sql,
            int line,
            long from,
            long to,
            Fingerprint before,
            @Nullable Directive directive) {

        Input upTo(long end, @Nullable Directive found) {
            return new Input(sql, line, from, end, before, directive == null ? found : directive);
        }
    }

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
        if (!begun) {
            begun = true;
            text.begin();
        }
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
                    see(from, token);
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
                case INPUT_BEGIN -> beginInput();
                case INPUT -> addInput(from);
                case END -> {
                    sections.refuseOpenBlock();
                    refuseDirectiveInOpenInput();
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
        see(from, token);
        if (token == Token.DATA) {
            Directives.refuseInData(text, from, end);
            digest(withoutLineEnd());
        }
    }

    private void see(long from, Token token) {
        if (fills) {
            filling.see(from, token);
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

    /** The statement itself is known; what it reads goes past without being kept. */
    private void beginInput() {
        if (sections.inBlock()) {
            throw text.malformed(
                    first,
                    "A statement whose rows follow it stands between StatementBegin and StatementEnd.",
                    "Delete the two lines around it.");
        }
        digest(end);
        fill();
        part.fingerprint.beginInput();
        long from = text.position();
        String sql = text.substring(first, end);
        input = new Input(sql, text.lineAt(from), from, from, part.fingerprint.copy(), null);
        text.release();
    }

    private void addInput(long from) {
        Input known = Objects.requireNonNull(input);
        long to = text.position();
        text.digestInputLine(from, to, part.fingerprint);
        input = known.upTo(to, Directives.inLine(text, from, to));
        text.release();
    }

    /** Where the line that ends the rows was forgotten, the next section would be rows, too. */
    private void refuseDirectiveInOpenInput() {
        Directive directive = input == null ? null : input.directive();
        if (directive != null) {
            throw text.malformedOnLine(
                    directive.line(),
                    "A directive stands in the rows of a COPY, where it is data (" + directive.text() + ").",
                    "End the rows with a line \\. before it.");
        }
    }

    private void begin(long from) {
        open = true;
        input = null;
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
        if (input == null) {
            digest(end);
            fill();
        }
        part.fingerprint.end();
        return true;
    }

    /** Here and not when it is asked for, so that an unknown name is found before anything runs. */
    private void fill() {
        if (fills) {
            filled = filling.fill(first, end);
        }
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

    /** The statement moved to, of a text by itself. */
    SqlStatement statement() {
        return statement(null);
    }

    /** The statement moved to; what it reads can be had from these bytes, if any. */
    SqlStatement statement(@Nullable InputBytes bytes) {
        Input read = input;
        String sql = read == null ? text.substring(first, end) : read.sql();
        String fingerprint = part.fingerprint.value();
        return new SqlStatement(
                part.statements,
                line,
                sql,
                fingerprint,
                fills ? filled : sql,
                read == null || bytes == null ? null : bytes.input(read, fingerprint));
    }
}
