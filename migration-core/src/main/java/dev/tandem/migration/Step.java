package dev.tandem.migration;

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
 */
public record Step(String database, Action action, Direction direction, long version, String name, int completed) {

    /** A step that runs the migration's script of that direction. */
    public Step(String database, Direction direction, long version, String name, int completed) {
        this(database, Action.of(direction), direction, version, name, completed);
    }

    /** Whether it writes into the history and runs no script. */
    public boolean recordsOnly() {
        return action.recordsOnly();
    }
}
