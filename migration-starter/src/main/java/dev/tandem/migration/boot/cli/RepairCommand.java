package dev.tandem.migration.boot.cli;

import dev.tandem.migration.Command.Repair;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code repair}: makes the history agree with the files. */
@Command(
        name = "repair",
        abbreviateSynopsis = true,
        description =
                "Makes the history agree with the files, after it was confirmed: a changed one counts as applied as it reads now, a missing one as not applied. Runs no migration.",
        footer = {"", "Examples:", "  migrate repair --dry-run", "  migrate repair --db postgres"})
final class RepairCommand implements Subcommand {
    @Mixin
    private CommonOptions options = new CommonOptions();

    @Override
    public CommonOptions options() {
        return options;
    }

    @Override
    public int run(CommandContext context) {
        return new CommandRun(context).execute(command());
    }

    dev.tandem.migration.Command command() {
        return new Repair();
    }
}
