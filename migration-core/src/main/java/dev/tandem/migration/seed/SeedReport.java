package dev.tandem.migration.seed;

import java.util.List;

/**
 * What seeding did, or, of a dry run, what it would do.
 *
 * @param runId the run
 * @param dryRun whether nothing was written
 * @param tables its tables, in the order of the files
 */
public record SeedReport(String runId, boolean dryRun, List<Table> tables) {

    public SeedReport {
        tables = List.copyOf(tables);
    }

    /** How many rows there are in the files. */
    public long rows() {
        return tables.stream().mapToLong(Table::rows).sum();
    }

    /**
     * A table.
     *
     * @param database name of its database
     * @param table its name
     * @param rows how many the file has for it
     * @param inserted how many of them were not there before
     * @param updated how many were there with other values; on ClickHouse none ever
     * @param unchanged how many were there already; of a dry run all three are 0
     */
    public record Table(String database, String table, long rows, long inserted, long updated, long unchanged) {}
}
