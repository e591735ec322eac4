package dev.tandem.migration.boot.cli;

import dev.tandem.migration.Action;
import dev.tandem.migration.Command;
import dev.tandem.migration.Command.Adopt;
import dev.tandem.migration.Command.Baseline;
import dev.tandem.migration.Command.Drop;
import dev.tandem.migration.Command.GoTo;
import dev.tandem.migration.Command.Resume;
import dev.tandem.migration.Command.Up;
import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.Plan;
import dev.tandem.migration.Report;
import dev.tandem.migration.StepResult;
import dev.tandem.migration.TableRows;
import dev.tandem.migration.boot.MigrationJson;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** Shows, confirms and runs what the manager plans, for every command that changes databases. */
final class CommandRun {
    private final CommandContext context;
    private final CommonOptions options;

    CommandRun(CommandContext context) {
        this.context = context;
        this.options = context.options();
    }

    int execute(Command command) {
        return execute(manager -> command);
    }

    /** The same, of a command that is known only when the databases are. */
    int execute(Function<MigrationManager, Command> asked) {
        MigrationManager manager = context.manager();
        Command command = asked.apply(manager);
        if (options.dryRun()) {
            return dryRun(manager, command);
        }
        if (command instanceof Up up && up.resume() != Resume.SKIP) {
            return run(() -> manager.run(command));
        }
        if (isDestructive(command)) {
            context.refuseIfProtected();
        }
        Plan plan = manager.plan(command);
        if (takesBack(plan)) {
            context.refuseIfProtected();
        }
        if (!plan.isEmpty() && (asks(command) || takesBack(plan))) {
            // Where another tool's table stands in the history's place, there is no status yet.
            List<DatabaseStatus> statuses = command instanceof Adopt ? List.of() : manager.status();
            Map<String, List<TableRows>> rows = command instanceof Drop ? manager.rows() : Map.of();
            Preview preview = new Preview(plan, statuses, rows, Instant.now());
            new Confirmation(context).require(plan, preview, manager.databases());
        }
        // Also one that only goes forward: it might have to take back by the time the locks are held.
        return run(() -> manager.run(command, plan));
    }

    /** Whether somebody has to confirm it, whatever the plan. */
    private static boolean asks(Command command) {
        return isDestructive(command) || begins(command);
    }

    /** How a protected database begins, too. */
    private static boolean begins(Command command) {
        return command instanceof Baseline || command instanceof Adopt;
    }

    private static boolean isDestructive(Command command) {
        if (command instanceof Up up) {
            return up.resume() == Resume.SKIP;
        }
        if (command instanceof GoTo goTo) {
            return goTo.resume() == Resume.SKIP;
        }
        return !begins(command);
    }

    private static boolean takesBack(Plan plan) {
        return plan.steps().stream().anyMatch(step -> step.action() == Action.DOWN);
    }

    private int run(Supplier<Report> work) {
        try (LastWords lastWords = new LastWords()) {
            int code = finished(work);
            lastWords.said();
            return code;
        }
    }

    private int finished(Supplier<Report> work) {
        try {
            Report report = work.get();
            context.output().info(ReportText.success(report));
            if (options.json()) {
                context.output().json(MigrationJson.outcome(report));
            }
            return ExitCode.DONE;
        } catch (MigrationException e) {
            return context.failed(e);
        } finally {
            context.push();
            context.terminal().flush();
        }
    }

    private int dryRun(MigrationManager manager, Command command) {
        Plan plan = manager.dryRun(command, context.output().sql());
        if (plan.isEmpty()) {
            context.output().text("-- nothing to do");
        }
        if (options.json()) {
            context.output().json(MigrationJson.outcome(planned(plan)));
        }
        return ExitCode.DONE;
    }

    /** A plan in the shape of a run that has not begun. */
    private static Report planned(Plan plan) {
        List<StepResult> steps = plan.steps().stream()
                .map(step -> new StepResult(step, StepResult.Outcome.NOT_RUN, Duration.ZERO))
                .toList();
        Report.Outcome outcome = plan.isEmpty() ? Report.Outcome.NOTHING : Report.Outcome.DONE;
        return new Report("", outcome, steps, List.of(), List.of(), null);
    }
}
