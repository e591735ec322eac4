package dev.tandem.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;

/** What is promised and has no measurement yet, so that nobody takes silence for a promise kept. */
final class NotBuilt {
    private static final Map<String, String> GOALS = new LinkedHashMap<>();

    static {
        GOALS.put("migrate up of the sample's jar, nothing due, fat jar", "at most 0.9 × a bare Boot main");
        GOALS.put("the same, extracted with class-data sharing", "at most 0.6 × a bare Boot main");
        GOALS.put(
                "what the starter adds to a web application's start",
                "at most 0.3 × Boot's Flyway, 0.2 × Boot's Liquibase; two databases 0.5 × Flyway for one");
        GOALS.put("50 instances starting together, 20 due", "at most 1.3 × one instance, plus the JVM starts");
    }

    private NotBuilt() {}

    static void tell(Report report) {
        GOALS.forEach(report::notRun);
    }
}
