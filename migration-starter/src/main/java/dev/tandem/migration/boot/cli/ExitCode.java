package dev.tandem.migration.boot.cli;

import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.DatabaseUnreachableException;
import dev.tandem.migration.DeadlineExceededException;
import dev.tandem.migration.DirtyDatabaseException;
import dev.tandem.migration.HalfWayException;
import dev.tandem.migration.HistoryMismatchException;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.LockTimeoutException;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.Obstacle;
import dev.tandem.migration.RefusedException;
import dev.tandem.migration.RunCancelledException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the process ends with. Scripts depend on these. */
final class ExitCode {
    /** Done, or nothing to do. */
    static final int DONE = 0;
    /** A migration or a command failed. */
    static final int FAILED = 1;
    /** Wrong command line or configuration. */
    static final int USAGE = 2;
    /** {@code status --check}: something is pending. */
    static final int PENDING = 3;
    /** A database is dirty. */
    static final int DIRTY = 4;
    /** No lock in time, the deadline passed, or the run was cancelled. */
    static final int TIME = 5;
    /** Files and history disagree, or the files cannot be used. */
    static final int MISMATCH = 6;
    /** Not confirmed, protected, half-way in the other direction, or the plan changed after it was confirmed. */
    static final int REFUSED = 7;
    /** A database cannot be reached. */
    static final int UNREACHABLE = 8;

    /** When several hold, the first of these. */
    private static final List<Integer> GRAVEST_FIRST =
            List.of(DIRTY, MISMATCH, UNREACHABLE, TIME, FAILED, USAGE, PENDING);

    private ExitCode() {}

    /** Of a failed command; a database that the failure has left dirty counts too. */
    static int of(MigrationException e) {
        boolean dirty = e.report().databases().stream().anyMatch(DatabaseStatus::dirty);
        int code = kind(e);
        return dirty && code != USAGE && code != REFUSED ? DIRTY : code;
    }

    /**
     * Of what was read.
     *
     * @param check whether pending migrations are a reason to complain
     */
    static int of(List<DatabaseStatus> statuses, boolean check) {
        Set<Integer> codes = new HashSet<>();
        for (DatabaseStatus status : statuses) {
            if (status.obstacle() != null) {
                codes.add(of(status.obstacle().kind()));
            } else if (status.error() != null) {
                codes.add(UNREACHABLE);
            }
            if (check && status.pending() > 0) {
                codes.add(PENDING);
            }
        }
        return GRAVEST_FIRST.stream().filter(codes::contains).findFirst().orElse(DONE);
    }

    static int of(Obstacle.Kind kind) {
        return switch (kind) {
            case DIRTY -> DIRTY;
            case FILES, HISTORY, MISMATCH -> MISMATCH;
            case UNREACHABLE, DENIED -> UNREACHABLE;
            case CONFIGURATION -> USAGE;
            case TIME -> TIME;
            case OTHER -> FAILED;
        };
    }

    private static int kind(MigrationException e) {
        if (e instanceof InvalidConfigurationException) {
            return USAGE;
        }
        if (e instanceof HalfWayException) {
            return REFUSED;
        }
        if (e instanceof DirtyDatabaseException) {
            return DIRTY;
        }
        if (e instanceof LockTimeoutException
                || e instanceof DeadlineExceededException
                || e instanceof RunCancelledException) {
            return TIME;
        }
        if (e instanceof HistoryMismatchException || e instanceof InvalidMigrationException) {
            return MISMATCH;
        }
        if (e instanceof RefusedException) {
            return REFUSED;
        }
        return e instanceof DatabaseUnreachableException ? UNREACHABLE : FAILED;
    }
}
