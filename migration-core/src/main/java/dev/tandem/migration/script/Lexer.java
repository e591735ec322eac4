package dev.tandem.migration.script;

import dev.tandem.migration.InvalidMigrationException;

/**
 * Cuts the text of one script into the tokens of a dialect. It decides where a statement ends, so it may remember what it
 * has seen of the current one; a lexer therefore serves one script, from its beginning to its end.
 *
 * <p>A lexer looks at each character a bounded number of times, whatever the text, and allocates nothing per token.
 */
public interface Lexer {

    /**
     * Moves {@code text} over the next token. Each token but {@link Token#END} is at least one character long; after
     * {@code END} comes {@code END} again.
     *
     * @throws InvalidMigrationException when what begins here is never closed, or is nothing the dialect can execute; it
     *     names the line on which it began
     */
    Token next(Text text);

    /**
     * The text ends here for this lexer, though more follows for others: a section of a file ends.
     *
     * @throws InvalidMigrationException as {@link #next} does at the end, when something is not closed
     */
    default void end(Text text) {}
}
