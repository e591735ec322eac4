package dev.tandem.migration.boot.cli;

import dev.tandem.migration.Failure;
import dev.tandem.migration.Report;
import dev.tandem.migration.StepResult;
import dev.tandem.migration.StepResult.Outcome;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What a run did, for people. */
final class ReportText {
    private ReportText() {}

    /** What went wrong, what was done before it, and what was not done because of it. */
    static String failure(Failure failure, Report report) {
        List<String> lines = new ArrayList<>();
        lines.add(failure.describe());
        add(lines, "applied before", names(report, EnumSet.of(Outcome.APPLIED)));
        add(lines, "taken back before", names(report, EnumSet.of(Outcome.REVERTED)));
        add(lines, "emptied before", report.dropped());
        add(lines, "not run", names(report, EnumSet.of(Outcome.NOT_RUN)));
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
        long applied = count(report, Outcome.APPLIED);
        if (applied > 0) {
            parts.add(Texts.count(applied, "migration") + " applied");
        }
        long reverted = count(report, Outcome.REVERTED);
        if (reverted > 0) {
            parts.add(Texts.count(reverted, "migration") + " taken back");
        }
        if (!report.dropped().isEmpty()) {
            parts.add("emptied " + String.join(", ", report.dropped()));
        }
        return "Done: " + String.join(", ", parts) + ".";
    }

    private static void add(List<String> lines, String title, List<String> names) {
        if (!names.isEmpty()) {
            lines.add("  " + title + ": " + String.join(", ", names));
        }
    }

    private static List<String> names(Report report, Set<Outcome> outcomes) {
        return report.steps().stream()
                .filter(result -> outcomes.contains(result.outcome()))
                .map(StepResult::step)
                .map(step -> step.database() + " " + Texts.version(step.version()) + " " + step.name())
                .toList();
    }

    private static long count(Report report, Outcome outcome) {
        return report.steps().stream()
                .filter(result -> result.outcome() == outcome)
                .count();
    }
}
