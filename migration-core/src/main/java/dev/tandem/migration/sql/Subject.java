package dev.tandem.migration.sql;

import dev.tandem.migration.Hook;
import dev.tandem.migration.MigrationId;
import dev.tandem.migration.Step;
import org.jspecify.annotations.Nullable;

/**
 * What a failure is about.
 *
 * @param migration which migration, {@code null} of a hook
 * @param name its name, with which a message begins
 * @param title the same with its version, if it has one
 */
record Subject(@Nullable MigrationId migration, String name, String title) {

    static Subject of(Step step) {
        return new Subject(step.id(), step.name(), step.title());
    }

    static Subject of(Hook hook) {
        return new Subject(null, hook.fileName(), hook.fileName());
    }
}
