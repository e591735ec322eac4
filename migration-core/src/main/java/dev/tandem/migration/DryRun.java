package dev.tandem.migration;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

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
                for (String sql : sessions.get(database).dropStatements()) {
                    statement(sql);
                }
            }
        }
        for (ForeignHistory foreign : plan.foreign()) {
            line("-- " + foreign.database() + ": takes over from "
                    + foreign.tool().label() + "; its table " + foreign.where() + " is renamed to "
                    + foreign.renamedTo());
        }
        for (List<Step> steps : plan.stretches()) {
            stretch(steps, sessions);
        }
    }

    private void stretch(List<Step> steps, Sessions sessions) throws IOException {
        Step first = steps.get(0);
        boolean together = !first.recordsOnly() && sessions.isOneTransaction(first.database());
        if (together) {
            line("BEGIN;");
        }
        for (Step step : steps) {
            step(step, sessions.get(step.database()).script(step), together);
        }
        if (together) {
            line("COMMIT;");
        }
    }

    private void step(Step step, Script script, boolean together) throws IOException {
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
        if (script.transactional() && !together) {
            line("BEGIN;");
        }
        try (Script.Statements statements = script.open()) {
            while (statements.hasNext()) {
                SqlStatement statement = statements.next();
                if (statement.number() > step.completed()) {
                    statement(statement.sql());
                    input(statement.input());
                }
            }
        }
        if (script.transactional() && !together) {
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

    /** The rows, and the line by which psql knows their end. */
    private void input(@Nullable StatementInput input) throws IOException {
        if (input != null) {
            input.appendTo(out);
            line("\\.");
        }
    }

    private void line(String text) throws IOException {
        out.append(text).append('\n');
    }
}
