package dev.tandem.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/** The page of the documentation that shows what was measured. What people have written around it stays. */
final class Page {
    private static final String BEGIN = "<!-- written by make bench -->\n";
    private static final String END = "<!-- end of what make bench writes -->\n";

    private Page() {}

    /** Puts a report in the place of the one before. */
    static void write(Path page, String machine, double loadBefore, Report report) throws IOException {
        String text = Files.readString(page);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException(page + " does not say where the report belongs");
        }
        String written = String.format(
                Locale.ROOT,
                "%nMeasured on %s: %s. Load average %.1f before and %.1f at the end; the benchmark itself makes about 2.%n%n",
                LocalDate.now(ZoneOffset.UTC),
                machine,
                loadBefore,
                Machine.load());
        Files.writeString(
                page,
                text.substring(0, begin + BEGIN.length()) + written + report.goals() + "\n" + report.tables()
                        + text.substring(end));
    }
}
