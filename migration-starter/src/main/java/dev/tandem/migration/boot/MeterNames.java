package dev.tandem.migration.boot;

/** The names of the meters, as Micrometer knows them. Each has the tag {@link #DATABASE}; a database's are there from the start. */
public final class MeterNames {
    /** Tag: the configured name of the database. */
    public static final String DATABASE = "database";

    /** Gauge: migrations that are due, as they were read last. Unknown (NaN) while the database was not read. */
    public static final String PENDING = "tandem.pending";

    /** Gauge: 1 while a migration is dirty, else 0, as it was read last. Unknown (NaN) while the database was not read. */
    public static final String DIRTY = "tandem.dirty";

    /** Counter: migrations that this process has applied. */
    public static final String APPLIED = "tandem.applied";

    /** Counter: runs of this process that failed on the database. */
    public static final String FAILURES = "tandem.failures";

    /** Timer, count and sum only: how long runs of this process waited for a lock that another run held. */
    public static final String LOCK_WAIT = "tandem.lock.wait";

    /** Timer, count and sum only: how long migrations of this process took, ups and downs that were done. */
    public static final String DURATION = "tandem.duration";

    /** Counter: migrations of this process that took longer than {@code tandem.slow-threshold}. */
    public static final String SLOW = "tandem.slow";

    /** Gauge, in seconds since 1970: when a run of this process last ended well. Unknown (NaN) before the first. */
    public static final String LAST_SUCCESS = "tandem.last.success";

    private MeterNames() {}
}
