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
        GOALS.put("one migration of 10,000 statements", "at most 1.15 × psql, or × the limit; heap under 64 MB");
        GOALS.put("one script of 100 MB", "at most 1.15 × psql, or × the limit; heap under 64 MB");
        GOALS.put("seed 1,000,000 rows", "at most 1.3 × \\copy, or × a raw RowBinary insert; heap under 128 MB");
        GOALS.put("50 instances starting together, 20 due", "at most 1.3 × one instance, plus the JVM starts");
        GOALS.put("lexers", "over 150 MB/s warm");
    }

    private NotBuilt() {}

    static void tell(Report report) {
        GOALS.forEach(report::notBuilt);
    }
}
