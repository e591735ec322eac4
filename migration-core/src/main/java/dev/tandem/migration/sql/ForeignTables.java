package dev.tandem.migration.sql;

import dev.tandem.migration.Command.Adopt;
import dev.tandem.migration.ForeignHistories;
import dev.tandem.migration.ForeignHistory;
import dev.tandem.migration.foreign.ForeignFormat;
import dev.tandem.migration.foreign.Recorded;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the tables of other tools and reads them: by their names and columns, with one query, and one for each found. */
final class ForeignTables {
    private static final String RENAMED = "_before_tandem";
    /** No database has a lower limit to names; counted in characters, which for the names of tools are bytes. */
    private static final int LONGEST_NAME = 63;
    /** Nobody takes over from one tool more often. */
    private static final int MOST = 9;

    private final ConfiguredDatabase database;
    private final AdoptingChannel channel;

    ForeignTables(ConfiguredDatabase database, AdoptingChannel channel) {
        this.database = database;
        this.channel = channel;
    }

    ForeignHistories find(Adopt command) throws SQLException {
        String table = command.table();
        int dot = table == null ? -1 : table.lastIndexOf('.');
        String schema = dot < 0 || table == null ? null : table.substring(0, dot);
        List<String> names = table == null
                ? Stream.concat(
                                ForeignFormat.usualTables(),
                                Stream.of(lower(database.settings().table())))
                        .distinct()
                        .toList()
                : List.of(lower(table.substring(dot + 1)));
        List<FoundTable> tables =
                channel.find(names.stream().flatMap(ForeignTables::withRenamed).toList(), schema);
        List<ForeignHistory> found = new ArrayList<>();
        boolean adopted = false;
        for (FoundTable one : tables) {
            ForeignFormat format = one.isOurs()
                    ? null
                    : ForeignFormat.of(one.lowerCaseColumns()).orElse(null);
            if (format != null && (command.from() == null || command.from() == format.tool())) {
                if (names.contains(lower(one.location().table()))) {
                    found.add(read(one, format, tables));
                } else {
                    adopted = true;
                }
            }
        }
        List<String> looked = schema == null
                ? names
                : names.stream().map(name -> schema + "." + name).toList();
        return new ForeignHistories(looked, found, adopted);
    }

    private ForeignHistory read(FoundTable table, ForeignFormat format, List<FoundTable> tables) throws SQLException {
        Dialect dialect = database.dialect();
        String select = format.select(
                table.location().qualified(dialect),
                table.lowerCaseColumns(),
                column -> dialect.quote(table.column(column)));
        List<List<@Nullable String>> rows = channel.query(select, (row, index) -> {
            List<@Nullable String> cells = new ArrayList<>();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                cells.add(row.getString(i));
            }
            return cells;
        });
        Recorded recorded = format.read(rows, database.migrations());
        return new ForeignHistory(
                database.name(),
                format.tool(),
                table.location().schema(),
                table.location().table(),
                free(table.location(), tables),
                recorded.versions(),
                recorded.doubt());
    }

    /** The first name that is not taken, be it by a history that a run has prepared which was cut short. */
    private static String free(TableLocation table, List<FoundTable> tables) {
        return renamed(table.table())
                .filter(name -> tables.stream()
                        .map(FoundTable::location)
                        .noneMatch(other -> other.schema().equals(table.schema())
                                && lower(other.table()).equals(lower(name))))
                .findFirst()
                .orElse(shortened(table.table(), RENAMED));
    }

    private static Stream<String> withRenamed(String name) {
        return Stream.concat(Stream.of(name), renamed(name));
    }

    private static Stream<String> renamed(String name) {
        return Stream.iterate(1, number -> number + 1)
                .limit(MOST)
                .map(number -> shortened(name, RENAMED + (number == 1 ? "" : "_" + number)));
    }

    /** A server that cuts longer names would cut off what tells the new one from the old one. */
    private static String shortened(String name, String ending) {
        return name.substring(0, Math.min(name.length(), LONGEST_NAME - ending.length())) + ending;
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
