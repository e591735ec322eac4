package dev.tandem.migration;

/** What a caller asks for. */
public sealed interface Command {

    /** Without a limit. */
    int ALL = Integer.MAX_VALUE;

    /**
     * Applies what is pending.
     *
     * @param limit how many migrations in each database at most
     * @param resume what to do with a statement whose end is unknown
     */
    record Up(int limit, Resume resume) implements Command {
        public Up {
            requirePositive(limit);
        }
    }

    /**
     * Takes back what was applied last.
     *
     * @param limit how many migrations in each database at most
     * @param resume what to do with a statement of a down whose end is unknown
     */
    record Down(int limit, Resume resume) implements Command {
        public Down {
            requirePositive(limit);
        }
    }

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
