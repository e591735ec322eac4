package dev.tandem.migration.boot.cli;

import dev.tandem.migration.Command;
import dev.tandem.migration.Command.Down;
import dev.tandem.migration.Command.Drop;
import dev.tandem.migration.Command.Resume;
import dev.tandem.migration.Command.Up;
import dev.tandem.migration.Failure;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.Plan;
import dev.tandem.migration.RefusedException;
import dev.tandem.migration.Report;
import dev.tandem.migration.StepResult;
import dev.tandem.migration.boot.MigrationJson;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
        MigrationManager manager = context.manager();
        if (options.dryRun()) {
            return dryRun(manager, command);
        }
        if (!isDestructive(command)) {
            return run(() -> manager.run(command));
        }
        if (context.isProtected()) {
            throw new RefusedException(
                    Failure.of(
                            null,
                            "Refused: " + Protection.PROPERTY + " is true here.",
                            "It protects against taking back, dropping and skipping, and cannot be lifted on the"
                                    + " command line."),
                    null);
        }
        Plan plan = manager.plan(command);
        if (!plan.isEmpty()) {
            Preview preview = new Preview(plan, manager.status(), Instant.now());
            new Confirmation(context).require(plan, preview, manager.databases());
        }
        return run(() -> manager.run(command, plan));
    }

    private static boolean isDestructive(Command command) {
        if (command instanceof Up up) {
            return up.resume() == Resume.SKIP;
        }
        return command instanceof Down || command instanceof Drop;
    }

    private int run(Supplier<Report> work) {
        try (LastWords lastWords = new LastWords()) {
            return finished(work);
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
