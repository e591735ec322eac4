package dev.tandem.migration.boot.cli;

import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.boot.MigrationJson;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code status}: where every database stands. */
@Command(
        name = "status",
        abbreviateSynopsis = true,
        description = "Shows where every database stands.",
        footer = {
            "",
            "Examples:",
            "  migrate status",
            "  migrate status --check --output json",
            "  migrate status --watch"
        })
final class StatusCommand implements Subcommand {
    @Mixin
    private CommonOptions options = new CommonOptions();

    @Option(names = "--check", description = "End with exit code 3 when something is pending.")
    private boolean check;

    @Option(names = "--watch", description = "Look again every second, until Ctrl-C or the timeout.")
    private boolean watch;

    @Override
    public CommonOptions options() {
        return options;
    }

    @Override
    public int run(CommandContext context) {
        if (watch) {
            return ExitCode.of(new StatusWatch(context).run(), check);
        }
        List<DatabaseStatus> statuses = context.manager().status();
        if (options.json()) {
            context.output().json(MigrationJson.status(statuses));
        } else {
            new StatusText(context.output()).print(statuses);
        }
        return ExitCode.of(statuses, check);
    }
}
