package dev.tandem.migration.seed;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** From a name in a file to the table of a database: of the one that the file names, or of the only one that has it. */
final class TableFinder {
    private final Map<String, SeedTarget> targets;
    private final List<PlannedTable> found;

    /**
     * A finder.
     *
     * @param found the tables that were found before
     */
    TableFinder(Map<String, SeedTarget> targets, List<PlannedTable> found) {
        this.targets = targets;
        this.found = found;
    }

    /**
     * Finds a table.
     *
     * @throws SeedProblem when there is none or more than one, or when it was found before
     */
    PlannedTable find(SeedFile file, @Nullable String database, String name, Mark at) throws SQLException {
        if (database != null && !targets.containsKey(database)) {
            throw SeedProblem.at(
                    at,
                    "There is no selected database named " + database + ".",
                    "Selected are: " + names() + ". What is below " + database
                            + " has to be a list of rows if it is a table.");
        }
        List<PlannedTable> matches = new ArrayList<>();
        for (String candidate : database == null ? List.copyOf(targets.keySet()) : List.of(database)) {
            SeedTable table = Objects.requireNonNull(targets.get(candidate)).find(name);
            if (table != null) {
                matches.add(new PlannedTable(file, candidate, table, at));
            }
        }
        if (matches.isEmpty()) {
            throw SeedProblem.at(
                    at,
                    "There is no table " + name + " in " + (database == null ? names() : database) + ".",
                    "Correct the name, or migrate first: migrate up.");
        }
        if (matches.size() > 1) {
            List<String> databases =
                    matches.stream().map(PlannedTable::database).toList();
            throw SeedProblem.at(
                    at,
                    "There is a table " + name + " in " + String.join(" and in ", databases) + ".",
                    "Put it below the name of its database, or select one with --db.");
        }
        return once(matches.get(0));
    }

    private PlannedTable once(PlannedTable table) {
        for (PlannedTable before : found) {
            if (before.isSame(table)) {
                throw SeedProblem.at(
                        table.at(),
                        "The table " + table.table().name() + " has rows in line "
                                + before.at().line() + " of " + before.file().location() + " already.",
                        "Put them together.");
            }
        }
        return table;
    }

    private String names() {
        return String.join(", ", targets.keySet());
    }
}
