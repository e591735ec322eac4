package dev.tandem.migration;

import java.util.List;

/** A session that sends more than the statements of scripts; a dry run shows what. Reads, and changes nothing. */
public interface StatementFrames {

    /**
     * What is sent before the statements of a step.
     *
     * @param first whether it is the first of its database; the others are also rid of what the ones before left
     */
    List<String> beforeStep(boolean first);

    /** What is sent around the statements of a script that is not one transaction. */
    Frames frames(Script script);

    /** Asked for each statement of a script, in their order. */
    interface Frames {
        Frame next(SqlStatement statement);
    }

    /**
     * What is sent around a statement.
     *
     * @param before sent before it
     * @param after sent behind it
     */
    record Frame(List<String> before, List<String> after) {
        public Frame {
            before = List.copyOf(before);
            after = List.copyOf(after);
        }
    }
}
