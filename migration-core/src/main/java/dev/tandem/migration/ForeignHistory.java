package dev.tandem.migration;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What another migration tool recorded in a database.
 *
 * @param database the database's configured name
 * @param tool which tool
 * @param schema where its table is
 * @param table its table
 * @param renamedTo the name that its table gets when it is taken over; free until then
 * @param versions what it has as applied, with the names it knows them by, empty ones where it has none
 * @param doubt why that cannot be told from the table alone, {@code null} when it can
 */
public record ForeignHistory(
        String database,
        MigrationTool tool,
        String schema,
        String table,
        String renamedTo,
        SortedMap<Long, String> versions,
        @Nullable Doubt doubt) {

    public ForeignHistory {
        versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
    }

    /** Its table as people read it. */
    public String where() {
        return schema + "." + table;
    }

    /**
     * Why somebody has to say what is applied.
     *
     * @param dirty whether the tool stopped half-way; otherwise its versions are not ours
     * @param message goes on behind "its table ..."
     */
    public record Doubt(boolean dirty, String message) {}
}
