package dev.tandem.migration.boot.cli;

import dev.tandem.migration.MigrationException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

/** Why the configuration cannot be used, in the words that the application itself would find for it. */
final class Explanation {
    private Explanation() {}

    static String of(Throwable failure, ClassLoader classLoader) {
        return Discretion.applied(explain(failure, classLoader));
    }

    private static String explain(Throwable failure, ClassLoader classLoader) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MigrationException e) {
                return e.failure().describe();
            }
        }
        // Some analyzers need a context, which there never is here: those are left out.
        List<FailureAnalyzer> analyzers = SpringFactoriesLoader.forDefaultResourceLocation(classLoader)
                .load(FailureAnalyzer.class, FailureHandler.handleMessage((message, cause) -> {}));
        for (FailureAnalyzer analyzer : analyzers) {
            FailureAnalysis analysis = analyze(analyzer, failure);
            if (analysis != null) {
                return analysis.getDescription().strip()
                        + (analysis.getAction() == null
                                ? ""
                                : System.lineSeparator()
                                        + "  "
                                        + analysis.getAction().strip());
            }
        }
        return messages(failure);
    }

    private static @Nullable FailureAnalysis analyze(FailureAnalyzer analyzer, Throwable failure) {
        try {
            return analyzer.analyze(failure);
        } catch (RuntimeException | LinkageError withoutContext) {
            return null;
        }
    }

    private static String messages(Throwable failure) {
        Set<String> messages = new LinkedHashSet<>();
        messages.add("The configuration of this application cannot be read:");
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            messages.add(cause.getMessage() == null ? cause.getClass().getName() : cause.getMessage());
        }
        return String.join(System.lineSeparator() + "  ", new ArrayList<>(messages));
    }
}
