package dev.tandem.migration.postgres;

import dev.tandem.migration.script.Text;
import dev.tandem.migration.script.Token;

/** What has to be remembered of the current statement to tell which semicolon ends it. */
final class PostgresStatement {
    private Shape shape = Shape.EMPTY;
    private long beginning;
    private long parentheses;
    private long parenthesis; // position of the outermost one that is open
    private long body; // position of BEGIN
    private Before before = Before.OTHER;

    private enum Shape {
        EMPTY,
        CREATE,
        CREATE_OR,
        CREATE_OR_REPLACE,
        /** Behind CREATE FUNCTION or CREATE PROCEDURE. */
        ROUTINE,
        /** Behind BEGIN ATOMIC. */
        BODY,
        COPY,
        /** Behind COPY … FROM STDIN. */
        COPY_INPUT,
        ORDINARY
    }

    /** The token before the current one, as far as it matters. */
    private enum Before {
        BEGIN,
        FROM,
        /** Here a statement of a function's body, or its END, may begin. */
        BOUNDARY,
        OTHER
    }

    /** Whether no token of it was seen yet. */
    boolean isEmpty() {
        return shape == Shape.EMPTY;
    }

    /** Takes note of a token that was moved over; a semicolon that ends the statement becomes its terminator. */
    Token see(Text text, long from, Token token) {
        if (token == Token.END) {
            refuseOpen(text);
            shape = Shape.EMPTY;
            return token;
        }
        Before previous = before;
        before = Before.OTHER;
        if (shape == Shape.EMPTY) {
            beginning = from;
        }
        if (token == Token.WORD) {
            word(text, from, previous);
        } else {
            if (token == Token.OTHER) {
                switch (text.charAt(from)) {
                    case '(' -> {
                        if (parentheses++ == 0) {
                            parenthesis = from;
                        }
                    }
                    case ')' -> parentheses = Math.max(0, parentheses - 1);
                    case ';' -> {
                        if (shape == Shape.BODY) {
                            before = parentheses == 0 ? Before.BOUNDARY : Before.OTHER;
                        } else if (parentheses == 0) {
                            boolean input = shape == Shape.COPY_INPUT;
                            shape = Shape.EMPTY;
                            return input ? Token.INPUT_BEGIN : Token.TERMINATOR;
                        }
                    }
                    default -> {}
                }
            }
            beginOrdinary();
        }
        return token;
    }

    private void word(Text text, long from, Before previous) {
        switch (shape) {
            case EMPTY ->
                shape = is(text, from, "CREATE") ? Shape.CREATE : is(text, from, "COPY") ? Shape.COPY : Shape.ORDINARY;
            case CREATE -> shape = is(text, from, "OR") ? Shape.CREATE_OR : routine(text, from);
            case CREATE_OR -> shape = is(text, from, "REPLACE") ? Shape.CREATE_OR_REPLACE : Shape.ORDINARY;
            case CREATE_OR_REPLACE -> shape = routine(text, from);
            case ROUTINE -> {
                if (parentheses > 0) {
                    return;
                }
                if (is(text, from, "BEGIN")) {
                    before = Before.BEGIN;
                    body = from;
                } else if (previous == Before.BEGIN && is(text, from, "ATOMIC")) {
                    shape = Shape.BODY;
                    before = Before.BOUNDARY;
                }
            }
            // an END elsewhere belongs to CASE or is a name: no statement begins with it
            case BODY -> {
                if (previous == Before.BOUNDARY && is(text, from, "END")) {
                    shape = Shape.ORDINARY;
                }
            }
            case COPY -> copy(text, from, previous);
            case COPY_INPUT, ORDINARY -> {}
        }
    }

    private static Shape routine(Text text, long from) {
        return is(text, from, "FUNCTION") || is(text, from, "PROCEDURE") ? Shape.ROUTINE : Shape.ORDINARY;
    }

    private void copy(Text text, long from, Before previous) {
        if (parentheses == 0 && is(text, from, "FROM")) {
            before = Before.FROM;
        } else if (previous == Before.FROM && is(text, from, "STDIN")) {
            shape = Shape.COPY_INPUT;
        }
    }

    private void beginOrdinary() {
        if (shape.compareTo(Shape.ROUTINE) < 0) {
            shape = Shape.ORDINARY;
        }
    }

    /** At an end, wherever that is: nothing may be open. */
    void refuseOpen(Text text) {
        if (parentheses > 0) {
            throw text.malformed(parenthesis, "A parenthesis is not closed.", "Close it with ).");
        }
        if (shape == Shape.BODY) {
            throw text.malformed(body, "BEGIN ATOMIC is not closed.", "Close it with END; behind its last statement.");
        }
        if (shape == Shape.COPY_INPUT) {
            throw text.malformed(
                    beginning,
                    "COPY … FROM STDIN is not ended.",
                    "End it with a semicolon; its rows follow on the next line, and a line \\. ends them.");
        }
    }

    private static boolean is(Text text, long from, String keyword) {
        return text.isKeyword(from, keyword);
    }
}
