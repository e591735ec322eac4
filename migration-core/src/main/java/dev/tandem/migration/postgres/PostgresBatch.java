package dev.tandem.migration.postgres;

import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.script.Pieces;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Statements that are sent together. The driver takes one statement for each entry only, so what stands between
 * {@code StatementBegin} and {@code StatementEnd} may become several.
 */
final class PostgresBatch {
    private final Statement target;
    /** For each entry the statement that it is of. */
    private final List<Integer> origins = new ArrayList<>();

    PostgresBatch(Statement target) {
        this.target = target;
    }

    void add(int index, String sql) throws SQLException {
        try {
            target.addBatch(sql);
            origins.add(index);
        } catch (SQLException e) {
            for (String piece : pieces(sql, e)) {
                target.addBatch(piece);
                origins.add(index);
            }
        }
    }

    private static List<String> pieces(String sql, SQLException refusal) throws SQLException {
        try {
            List<String> pieces = Pieces.of(sql, PostgresLexer::new);
            if (pieces.size() > 1) {
                return pieces;
            }
        } catch (InvalidMigrationException e) {
            refusal.addSuppressed(e);
        }
        throw refusal;
    }

    /** The statement that an entry is of; -1 for none in particular. */
    int origin(int entry) {
        return entry < 0 ? entry : origins.get(entry);
    }
}
