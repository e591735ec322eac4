package dev.tandem.migration.sql;

import dev.tandem.migration.Direction;
import dev.tandem.migration.Failure;
import dev.tandem.migration.Hook;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.Migration;
import dev.tandem.migration.Script;
import dev.tandem.migration.Step;
import org.jspecify.annotations.Nullable;

/** Finds the script that a step executes: in the files, or, of a migration without a file, in the history. */
record StepScripts(ConfiguredDatabase database, HistoryPlace place, HistoryReading history) {

    /**
     * The script of a step, read to its end.
     *
     * @throws InvalidMigrationException when there is none, or it cannot be executed
     */
    Script script(Step step) {
        Script script = find(step);
        try {
            database.dialect().check(script);
            if (database.isOneTransaction() && !step.recordsOnly()) {
                refuseOutsideOfTransaction(step.title(), script, step.completed() > 0);
            }
        } catch (InvalidMigrationException e) {
            throw new InvalidMigrationException(e.failure().in(database.name(), step.id()), e);
        }
        return script;
    }

    /** The script of a hook, {@code null} when there is none. */
    @Nullable
    Script hook(Hook hook) {
        Script script = database.hook(hook);
        try {
            if (script != null) {
                database.dialect().check(script);
                if (database.isOneTransaction()) {
                    refuseOutsideOfTransaction(hook.fileName(), script, false);
                }
            }
        } catch (InvalidMigrationException e) {
            throw new InvalidMigrationException(e.failure().in(database.name(), null), e);
        }
        return script;
    }

    private void refuseOutsideOfTransaction(String title, Script script, boolean resumed) {
        if (!script.transactional() || resumed) {
            throw new InvalidMigrationException(
                    Failure.inFile(
                            script.location(),
                            null,
                            title
                                    + " cannot be in one transaction with others: it has statements that run outside of"
                                    + " one, or transactions of its own. Nothing was executed.",
                            "Set tandem.databases." + database.name()
                                    + ".transaction=each, at least for the run with it."),
                    null);
        }
    }

    private Script find(Step step) {
        Migration migration = database.migration(step.id());
        if (step.recordsOnly()) {
            return new NoScript(
                    migration == null ? place.tableName() : migration.up().location());
        }
        if (step.direction() == Direction.UP && migration != null) {
            return migration.up();
        }
        if (step.direction() == Direction.DOWN && migration != null && migration.down() != null) {
            return migration.down();
        }
        if (step.direction() == Direction.DOWN && migration == null) {
            return RecordedDown.script(
                    database.dialect(),
                    database.placeholders(),
                    place.tableName(),
                    step,
                    history.recordedDown(step.id()));
        }
        throw new InvalidMigrationException(
                Failure.of(database.name(), "There is no script for " + step.title() + ".", "Bring its file back."),
                null);
    }

    /** What is recorded with a step so that it can be taken back without its file. */
    @Nullable
    String down(Step step) {
        Migration migration = database.migration(step.id());
        return step.direction() == Direction.UP && migration != null
                ? RecordedDown.text(database.dialect(), migration.down())
                : null;
    }
}
