package dev.tandem.migration.sql;

import java.sql.SQLException;

/** A {@link SqlChannel} whose server reads a statement without executing it. */
public interface SyntaxCheck {

    /**
     * Has it read.
     *
     * @throws SQLException when the server cannot read it, or does not answer
     */
    void parse(String sql) throws SQLException;
}
