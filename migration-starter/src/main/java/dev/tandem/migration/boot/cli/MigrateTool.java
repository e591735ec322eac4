package dev.tandem.migration.boot.cli;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.Report;
import dev.tandem.migration.boot.MigrationJson;
import dev.tandem.migration.boot.cli.Parsed.Answer;
import dev.tandem.migration.boot.cli.Parsed.Work;
import java.util.List;
import java.util.OptionalInt;
import org.springframework.core.env.ConfigurableEnvironment;

/** The tool: from the arguments of an application to the code its process ends with. */
final class MigrateTool {
    private final Terminal terminal;
    private final Parsed parsed;

    MigrateTool(Terminal terminal, String... applicationArguments) {
        this.terminal = terminal;
        this.parsed = Parser.parse(ApplicationArguments.forTool(applicationArguments), terminal.colour());
    }

    /** Answers what needs no configuration: help, and a command line that cannot be understood. */
    OptionalInt answer() {
        if (parsed instanceof Answer answer) {
            (answer.exitCode() == ExitCode.DONE ? terminal.out() : terminal.err()).print(answer.text());
            terminal.flush();
            return OptionalInt.of(answer.exitCode());
        }
        return OptionalInt.empty();
    }

    /** The profiles that the command line asks for. */
    List<String> profiles() {
        return parsed instanceof Work work ? work.command().options().profiles() : List.of();
    }

    /** Whether it does without any database. */
    boolean isOffline() {
        return parsed instanceof Work work && work.command().isOffline();
    }

    /** Does what was asked for. */
    int run(ConfigurableEnvironment environment, ClassLoader classLoader) {
        if (!(parsed instanceof Work work)) {
            return answer().orElseThrow();
        }
        Subcommand command = work.command();
        try (CommandContext context = new CommandContext(environment, classLoader, terminal, command.options())) {
            return run(command, context);
        } finally {
            terminal.flush();
        }
    }

    private static int run(Subcommand command, CommandContext context) {
        try {
            return command.run(context);
        } catch (MigrationException e) {
            return context.failed(e);
        } catch (RuntimeException | Error e) {
            return unexpected(context, e);
        }
    }

    /** Tells of a configuration that could not even be read. */
    int misconfigured(Throwable failure, ClassLoader classLoader) {
        String explanation = Explanation.of(failure, classLoader);
        terminal.err().println(explanation);
        if (parsed instanceof Work work) {
            Output output = new Output(terminal, work.command().options());
            output.trace(failure);
            if (work.command().options().json()) {
                output.json(MigrationJson.outcome(failed(explanation)));
            }
        }
        terminal.flush();
        return ExitCode.USAGE;
    }

    private static int unexpected(CommandContext context, Throwable failure) {
        context.output().error("Failed unexpectedly: " + Discretion.applied(failure.toString()));
        context.output().trace(failure);
        if (context.options().json()) {
            context.output().json(MigrationJson.outcome(failed(Discretion.applied(failure.toString()))));
        }
        return ExitCode.FAILED;
    }

    private static Report failed(String message) {
        return new InvalidConfigurationException(Failure.of(null, message, null), null).report();
    }
}
