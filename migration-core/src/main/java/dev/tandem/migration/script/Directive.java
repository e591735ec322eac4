package dev.tandem.migration.script;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a comment asks for.
 *
 * @param kind what
 * @param text the comment, without its dashes
 * @param line where it stands
 * @param transactional of a section, whether it may run in a transaction
 * @param timeout of {@link Kind#TIMEOUT}
 */
record Directive(
        Kind kind,
        String text,
        int line,
        boolean transactional,
        @Nullable Duration timeout) {

    enum Kind {
        UP,
        DOWN,
        NO_TRANSACTION,
        STATEMENT_BEGIN,
        STATEMENT_END,
        TIMEOUT
    }
}
