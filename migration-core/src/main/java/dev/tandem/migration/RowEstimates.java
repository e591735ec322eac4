package dev.tandem.migration;

import java.util.List;

/** A session whose server estimates what is in its tables without reading them. */
public interface RowEstimates {

    /** The tables that {@link MigrationSession#dropStatements()} empties, but for the history, the largest first. */
    List<TableRows> rows();
}
