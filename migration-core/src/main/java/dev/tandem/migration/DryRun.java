package dev.tandem.migration;

import java.io.IOException;
import java.util.Locale;

/** Writes a plan as the SQL that a run would execute. */
final class DryRun {
    private final Appendable out;

    DryRun(Appendable out) {
        this.out = out;
    }

    void write(Plan plan, Sessions sessions) throws IOException {
        if (plan.command() instanceof Command.Drop) {
            for (String database : plan.databases()) {
                line("-- " + database + ": drop");
                if (sessions.get(database) instanceof RowEstimates estimates) {
                    for (TableRows table : estimates.rows()) {
                        line("--   " + table.table().replaceAll("\\R", " ") + ": " + rows(table));
                    }
                }
                for (String sql : sessions.get(database).dropStatements()) {
                    statement(sql);
                }
            }
        }
        for (Step step : plan.steps()) {
            step(step, sessions.get(step.database()).script(step));
        }
    }

    private static String rows(TableRows table) {
        return table.rows() == TableRows.UNKNOWN ? "rows never counted" : "about " + table.rows() + " rows";
    }

    private void step(Step step, Script script) throws IOException {
        if (step.recordsOnly()) {
            line("-- " + step.database() + ": " + step.version() + " " + step.name() + " "
                    + step.action().name().toLowerCase(Locale.ROOT) + ", recorded as "
                    + (step.direction() == Direction.UP ? "applied" : "not applied")
                    + "; only the history changes");
            return;
        }
        String direction = step.direction() == Direction.UP ? "up" : "down";
        line("-- " + step.database() + ": " + step.version() + " " + step.name() + " " + direction
                + (step.completed() > 0 ? ", from statement " + (step.completed() + 1) : ""));
        if (script.transactional()) {
            line("BEGIN;");
        }
        try (Script.Statements statements = script.open()) {
            while (statements.hasNext()) {
                SqlStatement statement = statements.next();
                if (statement.number() > step.completed()) {
                    statement(statement.sql());
                }
            }
        }
        if (script.transactional()) {
            line("COMMIT;");
        }
        line("");
    }

    private void statement(String sql) throws IOException {
        out.append(sql);
        // A statement may end in a line comment, which would swallow the semicolon.
        boolean comment = sql.substring(sql.lastIndexOf('\n') + 1).contains("--");
        line(comment ? "\n;" : ";");
    }

    private void line(String text) throws IOException {
        out.append(text).append('\n');
    }
}
