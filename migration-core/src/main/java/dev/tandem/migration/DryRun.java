package dev.tandem.migration;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes a plan as the SQL that a run would execute. */
final class DryRun {
    private static final StatementFrames UNFRAMED = new StatementFrames() {
        @Override
        public List<String> beforeStep(boolean first) {
            return List.of();
        }

        @Override
        public Frames frames(Script script) {
            return statement -> new Frame(List.of(), List.of());
        }
    };

    private final Appendable out;
    private final Set<String> begun = new HashSet<>();

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
        List<Step> ups = steps.stream().filter(Step::isUp).toList();
        for (Step step : steps) {
            MigrationSession session = sessions.get(step.database());
            if (!ups.isEmpty() && step.equals(ups.get(0))) {
                hook(Hook.BEFORE_UP, step.database(), session, together);
            }
            step(step, session, together);
            if (!ups.isEmpty() && step.equals(ups.get(ups.size() - 1))) {
                hook(Hook.AFTER_UP, step.database(), session, together);
            }
        }
        if (together) {
            line("COMMIT;");
        }
    }

    private static String rows(TableRows table) {
        return table.rows() == TableRows.UNKNOWN ? "rows never counted" : "about " + table.rows() + " rows";
    }

    private void step(Step step, MigrationSession session, boolean together) throws IOException {
        if (step.recordsOnly()) {
            line("-- " + step.database() + ": " + step.title() + " "
                    + step.action().name().toLowerCase(Locale.ROOT) + ", recorded as "
                    + (step.direction() == Direction.UP ? "applied" : "not applied")
                    + "; only the history changes");
            return;
        }
        String direction = step.direction() == Direction.UP ? "up" : "down";
        line("-- " + step.database() + ": " + step.title() + " " + direction
                + (step.completed() > 0 ? ", from statement " + (step.completed() + 1) : ""));
        script(session.script(step), step.completed(), step.database(), session, together);
    }

    private void hook(Hook hook, String database, MigrationSession session, boolean together) throws IOException {
        Script script = session instanceof HookedSession hooked ? hooked.hook(hook) : null;
        if (script != null) {
            line("-- " + database + ": " + hook.fileName() + ", a hook: executed "
                    + (hook == Hook.BEFORE_UP ? "before" : "behind")
                    + " what every run applies here, and not recorded");
            script(script, 0, database, session, together);
        }
    }

    private void script(Script script, int completed, String database, MigrationSession session, boolean together)
            throws IOException {
        StatementFrames around = around(session);
        // In one transaction, too, what a migration leaves in the session is none of the next one's.
        statements(around.beforeStep(begun.add(database)));
        if (script.transactional() && !together) {
            line("BEGIN;");
        }
        write(completed, script, script.transactional() ? UNFRAMED.frames(script) : around.frames(script));
        if (script.transactional() && !together) {
            line("COMMIT;");
        }
        line("");
    }

    private static StatementFrames around(MigrationSession session) {
        return session instanceof StatementFrames frames ? frames : UNFRAMED;
    }

    private void write(int completed, Script script, StatementFrames.Frames frames) throws IOException {
        try (Script.Statements statements = script.open()) {
            while (statements.hasNext()) {
                SqlStatement statement = statements.next();
                StatementFrames.Frame frame = frames.next(statement);
                if (statement.number() > completed) {
                    if (!script.transactional()) {
                        line("-- statement " + statement.number());
                    }
                    statements(frame.before());
                    if (script.isSql()) {
                        statement(statement.sql());
                    } else {
                        line(statement.sql());
                    }
                    input(statement.input());
                    statements(frame.after());
                }
            }
        }
    }

    private void statements(List<String> all) throws IOException {
        for (String sql : all) {
            statement(sql);
        }
    }

    /** What is nothing but comments stands for something that is no SQL. */
    private void statement(String sql) throws IOException {
        if (sql.lines().allMatch(text -> text.startsWith("--"))) {
            line(sql);
            return;
        }
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
