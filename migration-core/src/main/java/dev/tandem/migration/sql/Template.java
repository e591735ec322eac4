package dev.tandem.migration.sql;

import java.util.ArrayList;
import java.util.List;

/**
 * What a new migration begins with: an example, as a comment. So nothing of it runs before somebody has read it, and what
 * nobody has edited is an empty migration.
 *
 * @param advice what to think of, a line each
 * @param up an example of an up; empty when there is none
 * @param down an example of its down
 */
public record Template(List<String> advice, String up, String down) {
    static final Template EMPTY = new Template(List.of(), "", "");

    public Template {
        advice = List.copyOf(advice);
    }

    String upText(String name) {
        List<String> lines = new ArrayList<>();
        lines.add(name.replace('_', ' ') + ": what this changes, and why.");
        lines.addAll(advice);
        lines.add(
                up.isBlank()
                        ? "Write the statements below; as it is, this is an empty migration."
                        : "An example; as it is, with every line a comment, this is an empty migration.");
        return text(lines, up);
    }

    String downText(String name) {
        return text(
                List.of(
                        name.replace('_', ' ') + ", taken back: the reverse of the up, last things first.",
                        "Without a statement here, taking it back changes nothing in the database."),
                down);
    }

    private static String text(List<String> lines, String sql) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append("-- ").append(line).append('\n'));
        text.append('\n');
        sql.lines()
                .forEach(line ->
                        text.append(line.isEmpty() ? "" : "-- ").append(line).append('\n'));
        return text.toString();
    }
}
