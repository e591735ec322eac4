package dev.tandem.migration.boot.cli;

import dev.tandem.migration.MigrationState;

/**
 * Colour, where there is a terminal to show it.
 *
 * @param colour whether there is
 */
record Style(boolean colour) {
    private static final String RED = "31";
    private static final String GREEN = "32";
    private static final String YELLOW = "33";
    private static final String BOLD = "1";

    String bold(String text) {
        return in(BOLD, text);
    }

    String bad(String text) {
        return in(RED, text);
    }

    /** A text about a migration in this state. */
    String state(MigrationState state, String text) {
        return switch (state) {
            case APPLIED, FUTURE -> in(GREEN, text);
            case PENDING, RUNNING, RESUMABLE -> in(YELLOW, text);
            case DIRTY, CHANGED, MISSING -> in(RED, text);
        };
    }

    private String in(String code, String text) {
        return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
