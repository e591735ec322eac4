package dev.tandem.migration.sql;

import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.Script;
import dev.tandem.migration.Step;
import org.jspecify.annotations.Nullable;

/** A way to execute one step and to record it, or a hook, which is not recorded. */
public interface Execution {

    /**
     * Executes a step and records it.
     *
     * @param step what to do
     * @param script its SQL
     * @param downSql the migration's down as text, to be recorded with an up; {@code null} without one
     * @param listener hears of statements and of the step's end
     * @throws dev.tandem.migration.MigrationException when it fails; recorded and told to the listener already
     */
    void run(Step step, Script script, @Nullable String downSql, MigrationListener listener);

    /**
     * Executes a hook.
     *
     * @throws dev.tandem.migration.MigrationException when it fails; told to the listener already
     */
    void run(HookScript hook, MigrationListener listener);
}
