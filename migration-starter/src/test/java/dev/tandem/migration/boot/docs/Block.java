package dev.tandem.migration.boot.docs;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fenced block.
 *
 * @param line where it begins, from 1
 * @param language as the fence says; empty for a shell's lines
 * @param heading the one above it
 * @param before the last line with text before it, which may be a mark
 */
record Block(Document document, int line, String language, String heading, String before, String text) {
    /** Its text stands in that file. */
    private static final Pattern RUN = Pattern.compile("<!-- (?:run by )?(\\S+\\.(?:java|yaml))(?: \\S+)? -->");

    /** That file reads the document, and compares. */
    private static final Pattern COMPARED = Pattern.compile("<!-- compared by (\\S+\\.java) -->");

    private static final Pattern NOT_RUN = Pattern.compile("<!-- not run: (.+) -->");

    /** Its text with continued lines put together, and a prompt before what begins with the name of the tool. */
    String shellLines() {
        return text.replace("\\\n", " ").replaceAll("(?m)^migrate ", "\\$ migrate ");
    }

    /** The file that its text is to be in; empty when it does not say so. */
    String runBy() {
        return group(RUN);
    }

    String comparedBy() {
        return group(COMPARED);
    }

    boolean isNotRun() {
        return NOT_RUN.matcher(before).matches();
    }

    private String group(Pattern mark) {
        Matcher matcher = mark.matcher(before);
        return matcher.matches() ? matcher.group(1) : "";
    }

    /** Whether it is about ClickHouse rather than PostgreSQL. */
    boolean isOfClickHouse() {
        return (heading + before + text + document.path())
                .toLowerCase(Locale.ROOT)
                .contains("clickhouse");
    }

    @Override
    public String toString() {
        return document.path() + ":" + line;
    }
}
