package dev.tandem.migration;

import org.jspecify.annotations.Nullable;

/** What a caller asks for. */
public sealed interface Command {

    /** Without a limit. */
    int ALL = Integer.MAX_VALUE;

    /**
     * Applies what is pending.
     *
     * @param limit how many versions in each database at most; the repeatable migrations that are due follow when none is
     *     left behind them
     * @param resume what to do with a statement whose end is unknown
     */
    record Up(int limit, Resume resume) implements Command {
        public Up {
            requirePositive(limit);
        }
    }

    /**
     * Takes back what was applied last; repeatable migrations are left alone, here and by all that only records.
     *
     * @param limit how many migrations in each database at most
     * @param resume what to do with a statement of a down whose end is unknown
     */
    record Down(int limit, Resume resume) implements Command {
        public Down {
            requirePositive(limit);
        }
    }

    /**
     * Takes back, in every database, what the latest run has left applied: of the runs that the histories name for what is applied
     * now, the one whose latest event is the latest of all. A run that only recorded (force, baseline, adopt) is one, too.
     *
     * @param resume what to do with a statement of a down whose end is unknown
     */
    record DownRun(Resume resume) implements Command {}

    /**
     * Goes up or down until exactly the versions up to one are applied. What is to be taken back is taken back in every
     * database before anything goes forward in any. Repeatable migrations that are due are run where that is the last version.
     *
     * @param version a version of the files or the history of every database; {@code null} is before all of them, and so
     *     is 0 where there is no migration 0
     * @param resume what to do with a statement whose end is unknown
     */
    record GoTo(@Nullable Long version, Resume resume) implements Command {}

    /**
     * Records, without executing anything, that the versions up to one are applied and those above it are not. What was
     * dirty of them is so no more.
     *
     * @param version as of {@link GoTo}
     */
    record Force(@Nullable Long version) implements Command {}

    /**
     * Records, without executing anything, that the versions up to one are applied: for a database that was built by other
     * means. Refused where a migration is applied or half done.
     *
     * @param version a version of the files of every database
     */
    record Baseline(long version) implements Command {}

    /**
     * Records, without executing anything, what another migration tool has recorded as applied, and renames that tool's
     * table; drops nothing. Refused where the history already says something else.
     *
     * @param from the tool; {@code null} where there is only one
     * @param table its table, perhaps with a schema and a dot before it; {@code null} for the usual ones
     * @param version up to which version all is applied, whatever that table says: of the files, or {@link #NOTHING};
     *     {@code null} to go by the table
     */
    record Adopt(
            @Nullable MigrationTool from,
            @Nullable String table,
            @Nullable Long version) implements Command {
        /** In place of a version: none is applied. */
        public static final long NOTHING = -1;
    }

    /**
     * Records, without executing anything, what the files say: a changed one counts as applied as it reads now, a missing
     * one as not applied.
     */
    record Repair() implements Command {}

    /** Empties the databases: everything in the configured schema or database goes, the history too. */
    record Drop() implements Command {}

    /** What to do with the statement at which a dirty migration stopped. */
    enum Resume {
        /** Nothing by itself: a dirty database refuses. */
        REFUSE,
        /** Run it again. */
        RETRY,
        /** Take it as done and go on behind it. */
        SKIP
    }

    /** Applies everything pending; refuses a dirty database. */
    static Up up() {
        return new Up(ALL, Resume.REFUSE);
    }

    /** Takes back the latest {@code limit} migrations of each database; refuses a dirty one. */
    static Down down(int limit) {
        return new Down(limit, Resume.REFUSE);
    }

    private static void requirePositive(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("The number of migrations has to be 1 or more, not " + limit + ".");
        }
    }
}
