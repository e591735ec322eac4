package dev.tandem.migration.boot.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The word {@code migrate} itself. */
@Command(
        name = "migrate",
        synopsisSubcommandLabel = "COMMAND",
        description = "Brings all databases of this application to the right schema version, together.",
        footer = {
            "",
            "Options may stand before or after the command, with one dash or two.",
            "The application's properties work here, too: --tandem.path=file:migrations",
            "",
            "Examples:",
            "  migrate status",
            "  migrate up --dry-run",
            "  migrate up --db postgres --timeout 5m",
            "  migrate down --steps 2",
            "  migrate goto 5 --db postgres",
            "  migrate seed dev",
            "  migrate create add_users_table --db postgres",
            "  migrate validate",
            "",
            "Exit codes:",
            "  0 done, or nothing to do       5 no lock in time, or the deadline passed",
            "  1 failed                       6 files and history disagree",
            "  2 wrong options or settings    7 not confirmed, or protected",
            "  3 status --check: pending      8 a database cannot be reached",
            "  4 dirty"
        })
final class RootCommand {
    @SuppressWarnings("unused") // read by picocli
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this, or behind a command what that takes.")
    private boolean help;

    @SuppressWarnings("unused") // read by picocli
    @Option(names = "--version", versionHelp = true, description = "Show the version of Tandem.")
    private boolean version;
}
