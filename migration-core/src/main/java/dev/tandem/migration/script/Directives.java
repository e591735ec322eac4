package dev.tandem.migration.script;

import dev.tandem.migration.InvalidMigrationException;
import java.util.regex.Pattern;

/**
 * The directives of other tools that change what is to be executed, and that this release does not carry out. Passing
 * over one as over any comment would execute a Down section together with the Up section, so they are refused.
 */
final class Directives {
    private static final int LONGEST = 200;
    private static final Pattern DOWN =
            Pattern.compile("(migrate\\s*:\\s*|\\+\\s*(migrate|goose)\\s+)down\\b.*", Pattern.CASE_INSENSITIVE);
    private static final Pattern NO_TRANSACTION = Pattern.compile(
            "migrate\\s*:\\s*up\\b.*\\btransaction\\s*:\\s*false\\b.*"
                    + "|\\+\\s*migrate\\s+up\\b.*\\bnotransaction\\b.*"
                    + "|\\+\\s*goose\\s+no\\s+transaction\\b.*",
            Pattern.CASE_INSENSITIVE);

    private Directives() {}

    /**
     * Looks at the comment that begins at a position and ends at the text's.
     *
     * @throws InvalidMigrationException when it is such a directive
     */
    static void check(Text text, long comment, boolean transactional) {
        long end = Math.min(text.position(), comment + LONGEST);
        if (end - comment < 2 || text.charAt(comment) != '-') {
            return;
        }
        long from = comment + 2;
        while (from < end && Character.isWhitespace(text.charAt(from))) {
            from++;
        }
        if (from == end || "mM+".indexOf(text.charAt(from)) < 0) {
            return;
        }
        String directive = text.substring(from, end).strip();
        if (DOWN.matcher(directive).matches()) {
            throw text.malformed(
                    comment,
                    "The file has a Down section (" + directive + "), which this release does not read.",
                    "Move the statements behind this line into the migration's .down.sql file, and delete the line.");
        }
        if (transactional && NO_TRANSACTION.matcher(directive).matches()) {
            throw text.malformed(
                    comment,
                    "The file asks to run without a transaction (" + directive + "), which this release does not do.",
                    "Delete the line if all statements may run in a transaction; else execute the others yourself.");
        }
    }
}
