package dev.tandem.migration.boot.cli;

import dev.tandem.migration.Command.Baseline;
import dev.tandem.migration.MigrationManager;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code baseline N}: takes over a database that was built by other means. */
@Command(
        name = "baseline",
        abbreviateSynopsis = true,
        description =
                "Records that the versions up to one are applied, after it was confirmed, where nothing is in the history yet. Runs no migration; for a database that was built by other means.",
        footer = {
            "",
            "Examples:",
            "  migrate baseline 12 --db postgres --dry-run",
            "  migrate baseline 12 --db postgres"
        })
final class BaselineCommand implements Subcommand {
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
        String complaint = version.complaint("migrate baseline 12 --db postgres");
        return complaint == null && version.isNone()
                ? "A baseline of nothing is no baseline: give a version."
                : complaint;
    }

    @Override
    public int run(CommandContext context) {
        return new CommandRun(context).execute(this::command);
    }

    dev.tandem.migration.Command command(MigrationManager manager) {
        return new Baseline(Objects.requireNonNull(version.version(manager)));
    }
}
