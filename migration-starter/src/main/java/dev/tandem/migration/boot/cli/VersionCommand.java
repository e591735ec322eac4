package dev.tandem.migration.boot.cli;

import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.boot.ToolJson;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code version}: the current version of every database. */
@Command(
        name = "version",
        abbreviateSynopsis = true,
        description = "Prints the current version of every database. For that of Tandem: migrate --version",
        footer = {"", "Examples:", "  migrate version", "  migrate version --db postgres --output json"})
final class VersionCommand implements Subcommand {
    @Mixin
    private CommonOptions options = new CommonOptions();

    @Override
    public CommonOptions options() {
        return options;
    }

    @Override
    public int run(CommandContext context) {
        List<DatabaseStatus> statuses = context.manager().status();
        if (options.json()) {
            context.output().json(ToolJson.versions(statuses));
        } else {
            print(context.output(), statuses);
        }
        return ExitCode.of(statuses, false);
    }

    private static void print(Output output, List<DatabaseStatus> statuses) {
        Table table = new Table();
        for (DatabaseStatus status : statuses) {
            String current = status.current() == null ? "none" : Texts.version(status.current());
            table.add(status.name(), status.error() == null ? current : "?", status.dirty() ? "dirty" : "");
        }
        table.lines("").forEach(output::text);
        statuses.stream()
                .filter(status -> status.error() != null)
                .forEach(status -> output.error(status.name() + ": " + status.error()));
    }
}
