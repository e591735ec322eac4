package dev.tandem.migration.boot.cli;

import org.jspecify.annotations.Nullable;

/** A command of the tool, holding the options it was given. */
interface Subcommand {

    /** What is wrong with its options taken together, if anything is. */
    default @Nullable String complaint() {
        return null;
    }

    /** What every command takes. */
    CommonOptions options();

    /** Does it, and returns what the process ends with. A failure it throws is shown by its caller. */
    int run(CommandContext context);
}
