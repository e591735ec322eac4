package dev.tandem.migration.sql;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A row that a server has answered, each cell as the server writes it: a number as its digits, what holds as {@code t}, {@code true}
 * or {@code 1}. However the answer came: by JDBC or without it.
 */
public interface TextRow {

    /** Makes something of a row. */
    interface Mapper<T extends @Nullable Object> {

        /**
         * Reads what it needs of the row.
         *
         * @param index of the row, from 0
         */
        T map(TextRow row, int index) throws SQLException;
    }

    /**
     * A cell; {@code null} for NULL.
     *
     * @param column from 1
     */
    @Nullable
    String text(int column) throws SQLException;
}
