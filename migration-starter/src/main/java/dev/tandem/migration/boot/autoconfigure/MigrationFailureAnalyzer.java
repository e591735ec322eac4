package dev.tandem.migration.boot.autoconfigure;

import dev.tandem.migration.Failure;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.Report;
import dev.tandem.migration.Step;
import dev.tandem.migration.StepResult;
import dev.tandem.migration.StepResult.Outcome;
import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says instead of a stack trace what failed and where, what was done before, what was left, and what to do. */
final class MigrationFailureAnalyzer extends AbstractFailureAnalyzer<MigrationException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, MigrationException cause) {
        Failure failure = cause.failure();
        String action = failure.action();
        return new FailureAnalysis(
                describe(failure) + describe(cause.report()),
                action != null ? action : "Correct the cause, then start the application again.",
                cause);
    }

    private static String describe(Failure failure) {
        return new Failure(
                        failure.database(),
                        failure.migration(),
                        failure.location(),
                        failure.statement(),
                        failure.line(),
                        failure.sql(),
                        failure.message(),
                        null)
                .describe();
    }

    private static String describe(Report report) {
        if (report.runId().isEmpty()) {
            // it failed before there was a run that could have applied anything
            return "";
        }
        String done = list(report, Outcome.APPLIED) + list(report, Outcome.REVERTED);
        String undone = list(report, Outcome.TAKEN_BACK);
        String rest = list(report, Outcome.NOT_RUN);
        String text = (done.isEmpty() && undone.isEmpty() ? "Nothing was applied before.\n" : "")
                + titled("Applied before:", done)
                + titled("Applied, then taken back:", undone)
                + titled("Not run:", rest);
        return "\n\n" + text.stripTrailing();
    }

    private static String titled(String title, String list) {
        return list.isEmpty() ? "" : title + list + "\n";
    }

    private static String list(Report report, Outcome outcome) {
        return report.steps().stream()
                .filter(result -> result.outcome() == outcome)
                .map(StepResult::step)
                .map(MigrationFailureAnalyzer::line)
                .collect(Collectors.joining());
    }

    private static String line(Step step) {
        return "\n  " + step.database() + " " + step.title();
    }
}
