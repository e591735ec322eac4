package dev.tandem.migration.boot.cli;

import dev.tandem.migration.Failure;
import dev.tandem.migration.Finding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A finding as a command of GitHub's workflows, which shows it at its line of the change. */
final class GitHubAnnotation {
    private GitHubAnnotation() {}

    static String of(Finding finding) {
        return of(finding, Path.of("").toAbsolutePath());
    }

    /** Files beneath this directory are named relative to it, which is how GitHub knows them. */
    static String of(Finding finding, Path directory) {
        Failure failure = finding.failure();
        List<String> properties = new ArrayList<>();
        if (failure.location() != null) {
            properties.add("file=" + property(relative(failure.location(), directory)));
            if (failure.line() != null) {
                properties.add("line=" + failure.line());
            }
        }
        String command = switch (finding.severity()) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case NOTE -> "notice";
        };
        String where = failure.database() == null
                ? ""
                : failure.database() + (failure.migration() == null ? "" : " " + failure.migration()) + ": ";
        String advice = failure.action() == null ? "" : " " + failure.action();
        return "::" + command + (properties.isEmpty() ? "" : " " + String.join(",", properties)) + "::"
                + text(where + failure.message() + advice);
    }

    private static String relative(String location, Path directory) {
        String prefix = directory + directory.getFileSystem().getSeparator();
        return location.startsWith(prefix) ? location.substring(prefix.length()) : location;
    }

    private static String text(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return text(text).replace(":", "%3A").replace(",", "%2C");
    }
}
