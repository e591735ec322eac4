package dev.tandem.migration;

/** What a statement that did not finish has left in its database. */
public enum Effects {
    /** Nothing: it can be run again. */
    NONE,
    /** Some of what it was to do. */
    SOME,
    /** Nobody can tell from here. */
    UNKNOWN
}
