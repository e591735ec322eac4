package dev.tandem.migration.sql;

/** What became of a statement that ended badly, or whose end nobody saw. */
public enum Aftermath {
    /** It was done all the same. */
    DONE,
    /** It has left nothing, or nothing that running it again would not put right. */
    NOTHING,
    /** It may have left something. */
    UNKNOWN
}
