package dev.tandem.migration.postgres;

import dev.tandem.migration.sql.Dialect;
import dev.tandem.migration.sql.StepContext;
import dev.tandem.migration.sql.TableLocation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The statements that put our history into the place of another tool's table; all of it is one transaction. */
record TakingOver(Dialect dialect, PostgresHistory history, Prologue prologue) {

    /** As {@link PostgresChannel#takeOver}. */
    List<String> statements(
            TableLocation old,
            TableLocation renamed,
            StepContext context,
            Function<TableLocation, List<String>> events) {
        TableLocation ours = context.location();
        boolean inItsPlace = old.qualified(dialect).equals(ours.qualified(dialect));
        List<String> statements = new ArrayList<>();
        statements.add("ALTER TABLE " + old.qualified(dialect) + " RENAME TO " + dialect.quote(renamed.table()));
        if (inItsPlace || !ours.exists()) {
            statements.add(history.create(ours));
        }
        // Only now there is a history that its guard can look at; all of it is one transaction.
        statements.addAll(prologue.statements(context));
        statements.addAll(events.apply(ours));
        return statements;
    }
}
