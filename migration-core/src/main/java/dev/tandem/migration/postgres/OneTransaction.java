package dev.tandem.migration.postgres;

import dev.tandem.migration.script.Lexer;
import dev.tandem.migration.script.Text;
import dev.tandem.migration.script.Token;
import java.util.List;

/**
 * The tokens of a script that runs in a transaction of ours. A statement that ends it would leave what is before it in
 * the database whatever became of the rest, or take it out unnoticed, so it is refused when the script is read;
 * savepoints stay within the transaction.
 */
final class OneTransaction implements Lexer {
    private static final List<String> BOUNDARIES =
            List.of("BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "PREPARE");

    private final Lexer lexer;
    private String boundary = "";
    private long beginning;
    private int tokens;

    OneTransaction(Lexer lexer) {
        this.lexer = lexer;
    }

    @Override
    public Token next(Text text) {
        long from = text.position();
        Token token = lexer.next(text);
        switch (token) {
            case WHITE_SPACE, COMMENT -> {}
            case TERMINATOR, END -> {
                if (!boundary.isEmpty() && !boundary.equals("PREPARE")) {
                    throw refused(text);
                }
                boundary = "";
                tokens = 0;
            }
            case WORD -> word(text, from);
            default -> tokens++;
        }
        return token;
    }

    private void word(Text text, long from) {
        tokens++;
        if (tokens == 1) {
            beginning = from;
            boundary = "";
            for (String keyword : BOUNDARIES) {
                if (text.isKeyword(from, keyword)) {
                    boundary = keyword;
                }
            }
        } else if (boundary.equals("ROLLBACK") && tokens <= 3 && text.isKeyword(from, "TO")) {
            boundary = "";
        } else if (boundary.equals("PREPARE") && tokens == 2 && text.isKeyword(from, "TRANSACTION")) {
            throw refused(text);
        }
    }

    private RuntimeException refused(Text text) {
        return text.malformed(
                beginning,
                "A script runs in a transaction of its own, which no statement of it may begin or end.",
                "Delete the statement; where a transaction has to end, begin another migration.");
    }
}
