package dev.tandem.migration.boot.cli;

import dev.tandem.migration.Direction;
import dev.tandem.migration.Failure;
import dev.tandem.migration.Report;
import dev.tandem.migration.StepResult;
import dev.tandem.migration.StepResult.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What a run did, for people. */
final class ReportText {
    private ReportText() {}

    /** What went wrong, what was done before it, and what was not done because of it. */
    static String failure(Failure failure, Report report) {
        List<String> lines = new ArrayList<>();
        lines.add(failure.describe());
        add(lines, "applied before", names(report, result -> ran(result, Outcome.APPLIED)));
        add(lines, "taken back before", names(report, result -> ran(result, Outcome.REVERTED)));
        add(
                lines,
                "recorded before",
                names(report, result -> recorded(result, Outcome.APPLIED) || recorded(result, Outcome.REVERTED)));
        add(lines, "emptied before", report.dropped());
        add(lines, "applied, then taken back", names(report, result -> undone(result, Direction.UP)));
        add(lines, "taken back, then applied again", names(report, result -> undone(result, Direction.DOWN)));
        add(lines, "not run", names(report, result -> result.outcome() == Outcome.NOT_RUN));
        return String.join(System.lineSeparator(), lines);
    }

    /** One line about a run that succeeded. */
    static String success(Report report) {
        if (report.outcome() == Report.Outcome.NOTHING) {
            return "Nothing to do: "
                    + report.databases().stream()
                            .map(database -> database.name() + " " + StatusText.position(database))
                            .collect(Collectors.joining(", "))
                    + ".";
        }
        List<String> parts = new ArrayList<>();
        count(parts, report, result -> ran(result, Outcome.APPLIED), "applied");
        count(parts, report, result -> ran(result, Outcome.REVERTED), "taken back");
        count(parts, report, result -> recorded(result, Outcome.APPLIED), "recorded as applied");
        count(parts, report, result -> recorded(result, Outcome.REVERTED), "recorded as not applied");
        if (!report.dropped().isEmpty()) {
            parts.add("emptied " + String.join(", ", report.dropped()));
        }
        if (parts.isEmpty()) {
            return "Done: nothing was applied, so nothing is recorded.";
        }
        return "Done: " + String.join(", ", parts) + ".";
    }

    private static void add(List<String> lines, String title, List<String> names) {
        if (!names.isEmpty()) {
            lines.add("  " + title + ": " + String.join(", ", names));
        }
    }

    private static boolean ran(StepResult result, Outcome outcome) {
        return result.outcome() == outcome && !result.step().recordsOnly();
    }

    private static boolean undone(StepResult result, Direction direction) {
        return result.outcome() == Outcome.TAKEN_BACK && result.step().direction() == direction;
    }

    private static boolean recorded(StepResult result, Outcome outcome) {
        return result.outcome() == outcome && result.step().recordsOnly();
    }

    private static List<String> names(Report report, Predicate<StepResult> which) {
        return report.steps().stream()
                .filter(which)
                .map(StepResult::step)
                .map(step -> step.database() + " " + Texts.version(step.id()) + " " + step.name())
                .toList();
    }

    private static void count(List<String> parts, Report report, Predicate<StepResult> which, String what) {
        long number = report.steps().stream().filter(which).count();
        if (number > 0) {
            parts.add(Texts.count(number, "migration") + " " + what);
        }
    }
}
