package dev.tandem.migration.boot.cli;

/** What a command line turned out to be. */
sealed interface Parsed {

    /** A command that needs the application's configuration. */
    record Work(Subcommand command) implements Parsed {}

    /**
     * Something to print, and the end.
     *
     * @param text what to print
     * @param exitCode 0 prints it on standard output, anything else on standard error
     */
    record Answer(String text, int exitCode) implements Parsed {}
}
