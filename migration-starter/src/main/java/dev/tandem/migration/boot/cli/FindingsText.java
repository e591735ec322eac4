package dev.tandem.migration.boot.cli;

import dev.tandem.migration.Finding;
import dev.tandem.migration.Finding.Severity;
import java.util.List;
import java.util.Locale;

/** What {@code validate} shows to people. */
record FindingsText(Output output) {

    void print(List<Finding> findings) {
        for (Finding finding : findings) {
            String severity = finding.severity().name().toLowerCase(Locale.ROOT);
            output.text(styled(finding.severity(), severity + ":") + " "
                    + finding.failure().describe());
        }
        long errors = count(findings, Severity.ERROR);
        long warnings = count(findings, Severity.WARNING);
        output.info(
                errors == 0
                        ? "Valid" + (warnings == 0 ? "." : ", with " + Texts.count(warnings, "warning") + ".")
                        : Texts.count(errors, "error") + ", " + Texts.count(warnings, "warning") + ".");
    }

    private static long count(List<Finding> findings, Severity severity) {
        return findings.stream()
                .filter(finding -> finding.severity() == severity)
                .count();
    }

    private String styled(Severity severity, String text) {
        return severity == Severity.ERROR
                ? output.style().bad(text)
                : output.style().bold(text);
    }
}
