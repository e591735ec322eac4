package dev.tandem.migration.sql;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A table that is there.
 *
 * @param location where
 * @param columns its columns, as they are named
 */
public record FoundTable(TableLocation location, List<String> columns) {

    public FoundTable {
        columns = List.copyOf(columns);
    }

    /** Its columns in lower case: tools differ in that between databases. */
    Set<String> lowerCaseColumns() {
        return columns.stream().map(FoundTable::lowerCase).collect(Collectors.toSet());
    }

    /** The column of that name in lower case, as it is named. */
    String column(String lowerCase) {
        return columns.stream()
                .filter(column -> lowerCase(column).equals(lowerCase))
                .findFirst()
                .orElseThrow();
    }

    /** Whether it is, or will be, a history of ours. */
    boolean isOurs() {
        String comment = location.comment();
        return comment != null && comment.startsWith("tandem");
    }

    private static String lowerCase(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
