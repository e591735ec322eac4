package dev.tandem.migration.boot.cli;

import dev.tandem.migration.Command.Drop;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code drop}: empties databases. */
@Command(
        name = "drop",
        abbreviateSynopsis = true,
        description = "Empties the databases, their histories included, after it was confirmed.",
        footer = {"", "Examples:", "  migrate drop --db postgres --dry-run", "  migrate drop --db postgres"})
final class DropCommand implements Subcommand {
    @Mixin
    private CommonOptions options = new CommonOptions();

    @Override
    public CommonOptions options() {
        return options;
    }

    @Override
    public int run(CommandContext context) {
        return new CommandRun(context).execute(new Drop());
    }
}
