package dev.tandem.migration.clickhouse;

import dev.tandem.migration.sql.FoundTable;
import dev.tandem.migration.sql.TableLocation;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How another tool's table is found and taken over; the contract is that of the channel. */
record Adoption(ClickHouseDialect dialect, ClickHouseHistory history, Reader reader) {

    List<FoundTable> find(List<String> names, @Nullable String schema) throws SQLException {
        String database = schema == null ? "currentDatabase()" : dialect.literal(schema);
        return reader.query(
                "SELECT t.database, t.name, t.comment, arrayStringConcat(groupArray(c.name), '\\n')"
                        + " FROM system.tables t JOIN system.columns c ON c.database = t.database AND c.table = t.name"
                        + " WHERE t.database = " + database + " AND lower(t.name) IN ("
                        + names.stream().map(dialect::literal).collect(Collectors.joining(", "))
                        + ") GROUP BY t.database, t.name, t.comment ORDER BY t.name",
                (row, index) -> new FoundTable(
                        new TableLocation(row.getString(1), row.getString(2), true, row.getString(3)),
                        List.of(row.getString(4).split("\n"))));
    }

    /**
     * Where the other tool's table stands in our place, our history is prepared under the name which that table is to get,
     * and then the two are exchanged at once: until then every command finds the other tool's table and refuses, and after
     * it nothing is left to do. What a run prepared that was cut short stays under that name, and the next
     * takes another one: nothing is dropped. Elsewhere all is recorded with one
     * insert, which is wholly done or not at all, and then the table is renamed: a run that was cut short between the two
     * finds everything recorded and only renames.
     */
    List<String> takeOver(
            TableLocation old,
            TableLocation renamed,
            TableLocation ours,
            LockKind lock,
            Function<TableLocation, List<String>> events) {
        List<String> statements = new ArrayList<>();
        boolean inItsPlace = old.qualified(dialect).equals(ours.qualified(dialect));
        TableLocation written = inItsPlace ? renamed : ours;
        statements.add(inItsPlace ? history.prepare(written, lock) : history.create(written, lock));
        statements.addAll(events.apply(written));
        statements.add(
                inItsPlace
                        ? "EXCHANGE TABLES " + old.qualified(dialect) + " AND " + renamed.qualified(dialect)
                                + history.onCluster()
                        : "RENAME TABLE " + old.qualified(dialect) + " TO " + renamed.qualified(dialect)
                                + history.onCluster());
        return statements;
    }
}
