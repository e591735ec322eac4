package dev.tandem.migration;

import org.jspecify.annotations.Nullable;

/**
 * One executable piece of a {@link Script}.
 *
 * @param number position in the script, from 1
 * @param line line of the file on which its first token stands, from 1
 * @param sql its text as it stands in the file, to be shown and recorded: comments and placeholders as written, the
 *     terminating semicolon left out
 * @param fingerprint the script's fingerprint chained up to and including this statement, prefixed with its scheme
 *     ({@code v1:}); equal for two scripts whose statements so far differ in comments and white space at most
 * @param executable the text sent to the server, with placeholders filled in; may hold secrets, so it is never shown
 * @param input what it reads from its client; {@code null} for nearly every statement
 */
public record SqlStatement(
        int number,
        int line,
        String sql,
        String fingerprint,
        String executable,
        @Nullable StatementInput input) {

    /** A statement without placeholders that reads nothing from its client. */
    public SqlStatement(int number, int line, String sql, String fingerprint) {
        this(number, line, sql, fingerprint, sql, null);
    }

    /** Without what may hold secrets. */
    @Override
    public String toString() {
        return "SqlStatement[number=" + number + ", line=" + line + ", sql=" + sql + "]";
    }
}
