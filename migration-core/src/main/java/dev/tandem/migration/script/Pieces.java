package dev.tandem.migration.script;

import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** For drivers that send one statement at a time: what the author of a script declared to be one, taken apart again. */
public final class Pieces {
    private Pieces() {}

    /**
     * The statements in a text, each behind as much white space as there is text before it, so that a position the server
     * names is one in the whole text.
     *
     * @throws InvalidMigrationException when the text is malformed
     */
    public static List<String> of(String sql, Supplier<? extends Lexer> lexers) {
        List<String> pieces = new ArrayList<>();
        Splitter splitter = splitter(sql, lexers);
        while (splitter.next()) {
            int before = Math.toIntExact(splitter.first());
            pieces.add(" ".repeat(before) + splitter.statement().sql());
        }
        return pieces;
    }

    /**
     * The statements in a text, each with its number and its line there.
     *
     * @throws InvalidMigrationException when the text is malformed
     */
    public static List<SqlStatement> statements(String sql, Supplier<? extends Lexer> lexers) {
        List<SqlStatement> statements = new ArrayList<>();
        Splitter splitter = splitter(sql, lexers);
        while (splitter.next()) {
            statements.add(splitter.statement());
        }
        return statements;
    }

    /**
     * Whether something may stand behind a terminator: without, a text is one statement at most. Answers without taking it
     * apart.
     *
     * @throws InvalidMigrationException when the text is malformed
     */
    public static boolean maybeSeveral(String sql, Lexer lexer) {
        Text text = new Text("a statement", sql);
        boolean ended = false;
        while (true) {
            switch (lexer.next(text)) {
                case END -> {
                    return false;
                }
                case TERMINATOR -> ended = true;
                case WHITE_SPACE, COMMENT -> {}
                default -> {
                    if (ended) {
                        return true;
                    }
                }
            }
        }
    }

    private static Splitter splitter(String sql, Supplier<? extends Lexer> lexers) {
        return new Splitter(new Text("a statement", sql), lexers, Placeholders.NONE);
    }
}
