package dev.tandem.migration.seed;

import dev.tandem.migration.seed.SeedTable.Counts;

/** A table of the files, where it was found, and what has become of its rows. */
final class PlannedTable {
    private final SeedFile file;
    private final String database;
    private final SeedTable table;
    private final Mark at;
    private long rows;
    private Counts counts = new Counts(0, 0);

    PlannedTable(SeedFile file, String database, SeedTable table, Mark at) {
        this.file = file;
        this.database = database;
        this.table = table;
        this.at = at;
    }

    SeedFile file() {
        return file;
    }

    String database() {
        return database;
    }

    SeedTable table() {
        return table;
    }

    Mark at() {
        return at;
    }

    long rows() {
        return rows;
    }

    void counted() {
        rows++;
    }

    void written(Counts result) {
        counts = result;
    }

    boolean isSame(PlannedTable other) {
        return database.equals(other.database) && table.name().equals(other.table.name());
    }

    SeedReport.Table report(boolean dryRun) {
        long unchanged = dryRun ? 0 : rows - counts.inserted() - counts.updated();
        return new SeedReport.Table(database, table.name(), rows, counts.inserted(), counts.updated(), unchanged);
    }
}
