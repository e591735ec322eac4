package dev.tandem.migration.boot.cli;

import dev.tandem.migration.Command.Adopt;
import dev.tandem.migration.MigrationTool;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code adopt}: takes over from another migration tool. */
@Command(
        name = "adopt",
        abbreviateSynopsis = true,
        description =
                "Records what another migration tool has as applied, after it was confirmed, and renames that tool's table. Runs no migration and drops nothing. Knows golang-migrate, dbmate, goose, Flyway, Liquibase and Alembic by their tables.",
        footer = {
            "",
            "Examples:",
            "  migrate adopt --db postgres --dry-run",
            "  migrate adopt --db postgres",
            "  migrate adopt --db postgres --from alembic --version 12",
            "  migrate adopt --db postgres --table legacy.flyway_schema_history"
        })
final class AdoptCommand implements Subcommand {
    @Mixin
    private CommonOptions options = new CommonOptions();

    @Option(
            names = "--from",
            paramLabel = "TOOL",
            converter = ToolConverter.class,
            description = "The tool, where tables of several are found.")
    private @Nullable MigrationTool from;

    @Option(
            names = "--table",
            paramLabel = "NAME",
            description = "The tool's table, if it is not the usual one; a schema may stand before it.")
    private @Nullable String table;

    @Option(
            names = "--version",
            paramLabel = "N",
            converter = VersionWord.Converter.class,
            description =
                    "Up to which version all is applied, whatever the table says; none is nothing. Needed where the table does not tell.")
    private @Nullable VersionWord version;

    private static final class ToolConverter extends WordConverter<MigrationTool> {
        ToolConverter() {
            super(MigrationTool.class);
        }
    }

    @Override
    public CommonOptions options() {
        return options;
    }

    @Override
    public @Nullable String complaint() {
        return version != null && version.name() != null ? "What is adopted has versions, and no change sets." : null;
    }

    @Override
    public int run(CommandContext context) {
        return new CommandRun(context).execute(command());
    }

    dev.tandem.migration.Command command() {
        return new Adopt(from, table, version == null ? null : upTo(version));
    }

    private static Long upTo(VersionWord word) {
        Long number = word.version();
        return number == null ? Adopt.NOTHING : number;
    }
}
