package dev.tandem.migration.sql;

import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A channel to a server in which the tables of other migration tools can be found and taken over. */
public interface AdoptingChannel extends SqlChannel {

    /**
     * Tables where the history is looked for, too.
     *
     * @param names in lower case, whatever that of the tables
     * @param schema where to look instead; {@code null} for the usual places
     */
    List<FoundTable> find(List<String> names, @Nullable String schema) throws SQLException;

    /**
     * The statements that write events into our history and rename another tool's table, in an order in which a run that
     * was cut short anywhere can be repeated, and never leaves the history's name without a table that had one.
     *
     * @param old the other tool's table, which may stand where our history is to be
     * @param renamed its new name, at which nothing is
     * @param context of our history
     * @param events what writes the events into a table
     */
    List<String> takeOver(
            TableLocation old,
            TableLocation renamed,
            StepContext context,
            Function<TableLocation, List<String>> events);
}
