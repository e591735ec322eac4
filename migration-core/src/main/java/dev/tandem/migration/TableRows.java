package dev.tandem.migration;

/**
 * About how many rows a table has.
 *
 * @param table its name
 * @param rows the server's own estimate, {@link #UNKNOWN} when it has none
 */
public record TableRows(String table, long rows) {
    /** The table is not empty, but the server never counted it. */
    public static final long UNKNOWN = -1;
}
