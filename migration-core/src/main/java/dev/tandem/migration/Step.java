package dev.tandem.migration;

import dev.tandem.migration.Command.Resume;

/**
 * One migration in one direction on one database.
 *
 * @param database name of the database
 * @param action what it does
 * @param direction where it leads: after an up the migration is applied, after a down it is not; of an action that runs a
 *     script, which one
 * @param version version of the migration
 * @param name name of the migration
 * @param completed how many statements of the script are done already; 0 unless it resumes
 * @param resume what was decided of a statement that made it dirty: to run it again, or to take it as the last completed
 *     one; {@link Resume#REFUSE} when none did
 */
public record Step(
        String database, Action action, Direction direction, long version, String name, int completed, Resume resume) {

    /** A step with nothing dirty about it. */
    public Step(String database, Action action, Direction direction, long version, String name, int completed) {
        this(database, action, direction, version, name, completed, Resume.REFUSE);
    }

    /** A step that runs the migration's script of that direction. */
    public Step(String database, Direction direction, long version, String name, int completed) {
        this(database, Action.of(direction), direction, version, name, completed);
    }

    /** Whether it writes into the history and runs no script. */
    public boolean recordsOnly() {
        return action.recordsOnly();
    }
}
