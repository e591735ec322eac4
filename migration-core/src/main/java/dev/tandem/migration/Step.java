package dev.tandem.migration;

import dev.tandem.migration.Command.Resume;
import org.jspecify.annotations.Nullable;

/**
 * One migration in one direction on one database.
 *
 * @param database name of the database
 * @param action what it does
 * @param direction where it leads: after an up the migration is applied, after a down it is not; of an action that runs a
 *     script, which one
 * @param id which migration
 * @param name name of the migration
 * @param completed how many statements of the script are done already; 0 unless it resumes
 * @param resume what was decided of a statement that made it dirty: to run it again, or to take it as the last completed
 *     one; {@link Resume#REFUSE} when none did
 */
public record Step(
        String database,
        Action action,
        Direction direction,
        MigrationId id,
        String name,
        int completed,
        Resume resume) {

    /** A step with nothing dirty about it. */
    public Step(String database, Action action, Direction direction, MigrationId id, String name, int completed) {
        this(database, action, direction, id, name, completed, Resume.REFUSE);
    }

    /** A step that runs the migration's script of that direction. */
    public Step(String database, Direction direction, MigrationId id, String name, int completed) {
        this(database, Action.of(direction), direction, id, name, completed);
    }

    /** The version of the migration; {@code null} of a repeatable one. */
    public @Nullable Long version() {
        return id.version();
    }

    /** The migration as people read it: its version, or R, and its name. */
    public String title() {
        return id + " " + name;
    }

    /** Whether it runs an up. */
    public boolean isUp() {
        return action == Action.UP;
    }

    /** Whether it writes into the history and runs no script. */
    public boolean recordsOnly() {
        return action.recordsOnly();
    }
}
