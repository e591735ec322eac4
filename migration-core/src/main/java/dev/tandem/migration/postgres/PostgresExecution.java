package dev.tandem.migration.postgres;

import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.Script;
import dev.tandem.migration.Step;
import dev.tandem.migration.sql.Execution;
import dev.tandem.migration.sql.HookScript;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the way to execute a script.
 *
 * @param whole as one transaction
 * @param stepwise statement by statement, for those that cannot be one, or have stopped on the way
 */
record PostgresExecution(Execution whole, Execution stepwise) implements Execution {

    @Override
    public void run(Step step, Script script, @Nullable String downSql, MigrationListener listener) {
        (script.transactional() && step.completed() == 0 ? whole : stepwise).run(step, script, downSql, listener);
    }

    @Override
    public void run(HookScript hook, MigrationListener listener) {
        (hook.script().transactional() ? whole : stepwise).run(hook, listener);
    }
}
