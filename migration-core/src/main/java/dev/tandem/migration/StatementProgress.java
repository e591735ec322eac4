package dev.tandem.migration;

import org.jspecify.annotations.Nullable;

/**
 * How far a server says a statement has come.
 *
 * @param statement number of the statement that it executes, {@code null} when it does not tell
 * @param details what it knows of it, for people, such as {@code 1200 of 4800 blocks}; {@code null} when that is nothing
 */
public record StatementProgress(
        @Nullable Integer statement, @Nullable String details) {}
