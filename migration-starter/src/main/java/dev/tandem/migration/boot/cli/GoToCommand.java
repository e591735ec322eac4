package dev.tandem.migration.boot.cli;

import dev.tandem.migration.Command.GoTo;
import dev.tandem.migration.MigrationManager;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code goto N}: up or down to a version. */
@Command(
        name = "goto",
        abbreviateSynopsis = true,
        aliases = "to",
        description =
                "Goes up or down to a version: exactly the versions up to it are applied then. Going back is confirmed first.",
        footer = {
            "",
            "Examples:",
            "  migrate goto 5 --db postgres",
            "  migrate goto 20251126205953 --dry-run",
            "  migrate goto none --db clickhouse",
            "  migrate goto db/changelog/orders.yaml::ann::17 --db postgres"
        })
final class GoToCommand implements Subcommand {
    @Mixin
    private CommonOptions options = new CommonOptions();

    @Mixin
    private WhichVersion version = new WhichVersion();

    @Mixin
    private ResumeOption resume = new ResumeOption();

    @Override
    public CommonOptions options() {
        return options;
    }

    @Override
    public @Nullable String complaint() {
        return version.complaint("migrate goto 5");
    }

    @Override
    public int run(CommandContext context) {
        return new CommandRun(context).execute(this::command);
    }

    dev.tandem.migration.Command command(MigrationManager manager) {
        return new GoTo(version.version(manager), resume.resume());
    }
}
