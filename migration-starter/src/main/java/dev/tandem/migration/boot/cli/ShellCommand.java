package dev.tandem.migration.boot.cli;

import dev.tandem.migration.SqlPrompt;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code shell --db NAME}: a small SQL prompt, for where the server's own client is not at hand. */
@Command(
        name = "shell",
        hidden = true,
        abbreviateSynopsis = true,
        description = "Sends SQL to a database and prints what it answers: from the terminal, or from standard input.",
        footer = {
            "",
            "Statements end with a semicolon at the end of a line. \\d lists tables, \\d NAME columns, \\q ends.",
            "",
            "Examples:",
            "  migrate shell --db postgres",
            "  echo 'SELECT 1;' | migrate shell --db clickhouse"
        })
final class ShellCommand implements Subcommand {
    @Mixin
    private CommonOptions options = new CommonOptions();

    @Override
    public CommonOptions options() {
        return options;
    }

    /** Lines of tables, whatever the statement. */
    @Override
    public Set<OutputFormat> formats() {
        return EnumSet.of(OutputFormat.TEXT);
    }

    @Override
    public @Nullable String complaint() {
        return options.dryRun() ? "shell sends what is typed; it does not take --dry-run." : null;
    }

    @Override
    public int run(CommandContext context) {
        SqlPrompt database = context.prompt();
        Terminal terminal = context.terminal();
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Shell shell = new Shell(database, terminal, options.timeout(), options.verbose());
        return terminal.person() == null ? shell.read(input::readLine) : shell.ask(terminal.person());
    }
}
