package dev.tandem.migration;

/** What a step does, as the history says it. */
public enum Action {
    /** Runs the up. */
    UP,
    /** Runs the down. */
    DOWN,
    /** Records what somebody says is so. */
    FORCE,
    /** Records what was in the database before it had a history. */
    BASELINE,
    /** Records what another tool has recorded. */
    ADOPT,
    /** Records what the files say. */
    REPAIR;

    /** Running a script of that direction. */
    public static Action of(Direction direction) {
        return direction == Direction.UP ? UP : DOWN;
    }

    /** Whether it writes into the history and runs no script. */
    public boolean recordsOnly() {
        return this != UP && this != DOWN;
    }
}
