package dev.tandem.migration.postgres;

import dev.tandem.migration.TableRows;
import dev.tandem.migration.sql.Dialect;
import dev.tandem.migration.sql.FoundTable;
import dev.tandem.migration.sql.ServerFacts.Facts;
import dev.tandem.migration.sql.TableLocation;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the server knows of itself, of the history's place and of what else there is in its schema. Reads only. */
record PostgresReader(Dialect dialect, PostgresConnection connection, PostgresHistory history) {

    TableLocation locate() throws SQLException {
        return connection
                .query(history.locate(), (row, index) -> history.location(row))
                .get(0);
    }

    List<FoundTable> find(List<String> names, @Nullable String schema) throws SQLException {
        return connection.query(history.find(names, schema), (row, index) -> history.found(row));
    }

    Facts facts(TableLocation location) throws SQLException {
        PostgresFacts facts = new PostgresFacts(dialect, location);
        return connection.query(facts.sql(), (row, index) -> facts.read(row)).get(0);
    }

    List<String> columns(String table) throws SQLException {
        return connection.query(
                "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(" + dialect.literal(table)
                        + ") AND attnum > 0 AND NOT attisdropped",
                (row, index) -> row.getString(1));
    }

    List<String> dropStatements() throws SQLException {
        return connection.query(
                PostgresDrop.sql(dialect.literal(locate().schema())),
                (row, index) -> Objects.requireNonNull(row.getString(1)));
    }

    List<TableRows> rows() throws SQLException {
        return connection.query(
                PostgresDrop.rows(dialect.literal(locate().schema())),
                (row, index) -> new TableRows(Objects.requireNonNull(row.getString(1)), row.getLong(2)));
    }
}
