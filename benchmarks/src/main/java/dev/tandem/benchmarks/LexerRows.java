package dev.tandem.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** How fast scripts become statements, as JMH sees it in a JVM that is warm, and what that allocates. */
final class LexerRows {
    private static final String SPEED = "lexers, warm";
    private static final String ALLOCATION = "lexers, allocated";
    private static final double LEAST = 150;
    private static final double MOST = 256;
    private static final List<String> OPTIONS =
            List.of("-f", "1", "-wi", "3", "-w", "2", "-i", "5", "-r", "1", "-prof", "gc", "-rf", "csv", "-rff");
    /** A line of results: the method, perhaps what of it, its value, the dialect. */
    private static final Pattern RESULT = Pattern.compile(
            "\"[\\w.]*LexerBenchmark\\.(\\w+)(?::([\\w.·]+))?\",[^,]*,[^,]*,[^,]*,([\\d.]+),[^,]*,\"[^\"]*\",(\\w+)");

    private final JavaCommand java;
    private final Path work;
    private final Launch launch;

    LexerRows(JavaCommand java, Path work, Launch launch) {
        this.java = java;
        this.work = work;
        this.launch = launch;
    }

    void run(Report report) throws IOException, InterruptedException {
        Path results = work.resolve("lexers.csv");
        List<String> jmh = Contenders.with(
                java.of("org.openjdk.jmh.Main", List.of(), "tandem", "jmh"), OPTIONS.toArray(String[]::new));
        launch.run(Contenders.with(jmh, results.toString()));
        Measured speed = Measured.of(SPEED, "MB/s");
        Measured allocation = Measured.of(ALLOCATION, "bytes per statement");
        RESULT.matcher(Files.readString(results)).results().forEach(result -> add(result, speed, allocation));
        report.measured(speed, speed());
        report.measured(allocation, allocation());
    }

    void notRun(Report report) {
        report.notRun(SPEED, speed());
        report.notRun(ALLOCATION, allocation());
    }

    private static void add(MatchResult result, Measured speed, Measured allocation) {
        Dialect dialect = Dialect.valueOf(result.group(4));
        double value = Double.parseDouble(result.group(3));
        String what = result.group(2);
        if (what == null) {
            // Bytes in a microsecond are megabytes in a second.
            speed.add(name(dialect, result.group(1)), LexerScript.of(dialect).getBytes(UTF_8).length / value);
        } else if (what.endsWith("gc.alloc.rate.norm")) {
            allocation.add(name(dialect, result.group(1)), value / LexerScript.STATEMENTS);
        }
    }

    private static String name(Dialect dialect, String method) {
        String word = dialect.name().toLowerCase(Locale.ROOT);
        return word + (method.equals("find") ? ", found and hashed" : ", read as strings");
    }

    private static List<Goal> speed() {
        return List.of(
                Goal.over(LEAST, "MB/s", name(Dialect.POSTGRES, "find")),
                Goal.over(LEAST, "MB/s", name(Dialect.CLICKHOUSE, "find")));
    }

    private static List<Goal> allocation() {
        return List.of(
                Goal.upTo(MOST, "bytes", name(Dialect.POSTGRES, "find")),
                Goal.upTo(MOST, "bytes", name(Dialect.CLICKHOUSE, "find")));
    }
}
