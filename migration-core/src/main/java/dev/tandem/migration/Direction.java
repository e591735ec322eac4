package dev.tandem.migration;

/** The two directions of a migration. */
public enum Direction {
    UP,
    DOWN
}
