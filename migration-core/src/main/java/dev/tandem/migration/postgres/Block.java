package dev.tandem.migration.postgres;

import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.script.Pieces;
import java.util.List;

/** What stands between StatementBegin and StatementEnd: one statement to a script, but it may be several to the server. */
final class Block {
    private Block() {}

    /** Whether it is several. */
    static boolean isSeveral(String sql) {
        return pieces(sql).size() > 1;
    }

    /**
     * The statements that it is, each with its line of the file: itself, unless it is several. Each is shown as the whole
     * block is, as it stands in the file: what is sent may hold the values of placeholders.
     */
    static List<SqlStatement> statements(SqlStatement statement) {
        List<SqlStatement> pieces = pieces(statement.executable());
        if (pieces.size() < 2) {
            return List.of(statement);
        }
        return pieces.stream()
                .map(piece -> new SqlStatement(
                        statement.number(),
                        statement.line() + piece.line() - 1,
                        statement.sql(),
                        statement.fingerprint(),
                        piece.sql(),
                        null))
                .toList();
    }

    /** None of what cannot be read: the server says what is wrong with it. */
    private static List<SqlStatement> pieces(String sql) {
        // Of a statement by itself the semicolon was left out; there may be one in a string or in a body.
        if (sql.indexOf(';') < 0) {
            return List.of();
        }
        try {
            return Pieces.maybeSeveral(sql, new PostgresLexer())
                    ? Pieces.statements(sql, PostgresLexer::new)
                    : List.of();
        } catch (InvalidMigrationException e) {
            return List.of();
        }
    }
}
