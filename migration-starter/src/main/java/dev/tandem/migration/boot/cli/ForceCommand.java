package dev.tandem.migration.boot.cli;

import dev.tandem.migration.Command.Force;
import dev.tandem.migration.MigrationManager;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code force N}: records a version without running anything. */
@Command(
        name = "force",
        abbreviateSynopsis = true,
        description =
                "Records that the versions up to one are applied and those above it are not, after it was confirmed. Runs no migration; for a database that was put in order by hand.",
        footer = {
            "",
            "Examples:",
            "  migrate force 5 --db postgres --dry-run",
            "  migrate force 5 --db postgres",
            "  migrate force none --db clickhouse"
        })
final class ForceCommand implements Subcommand {
    @Mixin
    private CommonOptions options = new CommonOptions();

    @Mixin
    private WhichVersion version = new WhichVersion();

    @Override
    public CommonOptions options() {
        return options;
    }

    @Override
    public @Nullable String complaint() {
        return version.complaint("migrate force 5 --db postgres");
    }

    @Override
    public int run(CommandContext context) {
        return new CommandRun(context).execute(this::command);
    }

    dev.tandem.migration.Command command(MigrationManager manager) {
        return new Force(version.version(manager));
    }
}
