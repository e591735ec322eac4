package dev.tandem.migration;

/**
 * One executable piece of a {@link Script}.
 *
 * @param number position in the script, from 1
 * @param line line of the file on which its first token stands, from 1
 * @param sql the text sent to the server: comments as written, the terminating semicolon left out
 * @param fingerprint the script's fingerprint chained up to and including this statement, prefixed with its scheme
 *     ({@code v1:}); equal for two scripts whose statements so far differ in comments and white space at most
 */
public record SqlStatement(int number, int line, String sql, String fingerprint) {}
