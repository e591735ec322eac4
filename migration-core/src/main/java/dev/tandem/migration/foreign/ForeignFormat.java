package dev.tandem.migration.foreign;

import dev.tandem.migration.Migration;
import dev.tandem.migration.MigrationTool;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How another tool keeps its history, and what its rows mean. Stateless. */
public sealed interface ForeignFormat
        permits AlembicFormat, DbmateFormat, FlywayFormat, GolangMigrateFormat, GooseFormat, LiquibaseFormat {

    /** Every known one. */
    List<ForeignFormat> ALL = List.of(
            new GolangMigrateFormat(),
            new DbmateFormat(),
            new GooseFormat(),
            new FlywayFormat(),
            new LiquibaseFormat(),
            new AlembicFormat());

    /** The one that a table with these columns, in lower case, is of. */
    static Optional<ForeignFormat> of(Set<String> columns) {
        return ALL.stream().filter(format -> format.fits(columns)).findFirst();
    }

    /** The names that tools give their tables unless they are told otherwise, in lower case. */
    static Stream<String> usualTables() {
        return ALL.stream().map(ForeignFormat::usualTable).distinct();
    }

    MigrationTool tool();

    /** The name of its table unless it is told otherwise, in lower case. */
    String usualTable();

    /** Whether a table with these columns, in lower case, is one of its. */
    boolean fits(Set<String> columns);

    /**
     * Reads the rows that matter.
     *
     * @param table as it stands in SQL
     * @param columns in lower case
     * @param column a column, given in lower case, as it stands in SQL
     */
    String select(String table, Set<String> columns, UnaryOperator<String> column);

    /** What those rows say; truth values are whatever a driver makes of them as text. */
    Recorded read(List<List<@Nullable String>> rows, List<Migration> files);
}
