package dev.tandem.migration.boot.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Rows in aligned columns. */
final class Table {
    private record Row(List<String> cells, UnaryOperator<String> style) {}

    private final List<Row> rows = new ArrayList<>();

    /** Adds a row; the style is put around the whole line, so that it does not count as width. */
    void add(UnaryOperator<String> style, String... cells) {
        rows.add(new Row(List.of(cells), style));
    }

    void add(String... cells) {
        add(UnaryOperator.identity(), cells);
    }

    List<String> lines(String indent) {
        int columns = rows.stream().mapToInt(row -> row.cells().size()).max().orElse(0);
        int[] widths = new int[columns];
        for (Row row : rows) {
            for (int i = 0; i < row.cells().size(); i++) {
                widths[i] = Math.max(widths[i], row.cells().get(i).length());
            }
        }
        return rows.stream()
                .map(row -> indent + row.style().apply(line(row.cells(), widths)))
                .toList();
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            line.append(cells.get(i));
            line.append(" ".repeat(widths[i] - cells.get(i).length() + 2));
        }
        return line.toString().stripTrailing();
    }
}
