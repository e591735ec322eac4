package dev.tandem.migration.sql;

import dev.tandem.migration.TableRows;
import java.sql.SQLException;
import java.util.List;

/** A channel whose server estimates what is in its tables. */
public interface EstimatingChannel extends SqlChannel {

    /** The tables that a drop empties, with the server's own estimates, the largest first. */
    List<TableRows> rows() throws SQLException;
}
