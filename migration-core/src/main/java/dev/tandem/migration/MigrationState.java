package dev.tandem.migration;

/** State of a migration in one database. */
public enum MigrationState {
    /** Not applied. */
    PENDING,
    /** Applied, and the file is as it was then. */
    APPLIED,
    /** Begun, and somebody is at it now. */
    RUNNING,
    /** Stopped at a known statement; the next {@code up} goes on there. */
    RESUMABLE,
    /** Its effects can be neither finished nor taken back without a decision. */
    DIRTY,
    /** Applied, and the file differs from what was applied. */
    CHANGED,
    /** Applied, the file is gone, and newer files are there. */
    MISSING,
    /** Applied, and newer than every file: this application is older than the schema. */
    FUTURE
}
