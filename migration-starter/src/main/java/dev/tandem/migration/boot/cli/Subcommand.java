package dev.tandem.migration.boot.cli;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A command of the tool, holding the options it was given. */
interface Subcommand {

    /** What is wrong with its options taken together, if anything is. */
    default @Nullable String complaint() {
        return null;
    }

    /** Whether it connects to nothing, so that databases without an address will do. */
    default boolean isOffline() {
        return false;
    }

    /** In which forms its results can be written. */
    default Set<OutputFormat> formats() {
        return EnumSet.of(OutputFormat.TEXT, OutputFormat.JSON);
    }

    /** What every command takes. */
    CommonOptions options();

    /** Does it, and returns what the process ends with. A failure it throws is shown by its caller. */
    int run(CommandContext context);
}
