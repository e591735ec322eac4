package dev.tandem.migration.boot.autoconfigure;

import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.DatabaseUnreachableException;
import dev.tandem.migration.DeadlineExceededException;
import dev.tandem.migration.DirtyDatabaseException;
import dev.tandem.migration.Failure;
import dev.tandem.migration.HistoryMismatchException;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.RefusedException;
import dev.tandem.migration.boot.MigrationMonitor;
import dev.tandem.migration.boot.MigrationProperties;
import dev.tandem.migration.boot.MigrationProperties.StartupCheck;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens at start-up when auto-migrate is off: somebody else migrates, and the application looks whether they did. */
final class StartupChecker {
    private static final Logger log = LoggerFactory.getLogger(StartupChecker.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final String MIGRATE = "Run the command 'migrate up', or set tandem.auto-migrate=true.";

    private final MigrationManager manager;
    private final MigrationProperties properties;
    private final MigrationMonitor monitor;
    private final MigrationLog migrationLog;

    StartupChecker(
            MigrationManager manager,
            MigrationProperties properties,
            MigrationMonitor monitor,
            MigrationLog migrationLog) {
        this.manager = manager;
        this.properties = properties;
        this.monitor = monitor;
        this.migrationLog = migrationLog;
    }

    void check() {
        StartupCheck check = properties.startupCheck();
        if (check == StartupCheck.WARN) {
            warn();
        } else if (check == StartupCheck.FAIL) {
            judge(read(), check);
        } else if (check == StartupCheck.WAIT) {
            judge(await(), check);
        }
    }

    /** Never in the way of the start, not even when there is something wrong with the files. */
    private void warn() {
        try {
            judge(read(), StartupCheck.WARN);
        } catch (MigrationException e) {
            log.warn("{}", e.getMessage());
            monitor.unread(manager.databases(), e.failure().message());
        }
    }

    private void judge(List<DatabaseStatus> databases, StartupCheck check) {
        for (DatabaseStatus database : databases) {
            MigrationException objection = objection(database);
            if (objection == null) {
                migrationLog.nothingToDo(database);
            } else if (check == StartupCheck.WARN) {
                log.warn("{}", objection.getMessage());
            } else {
                throw objection;
            }
        }
    }

    private List<DatabaseStatus> read() {
        List<DatabaseStatus> databases = manager.status();
        monitor.remember(databases);
        return databases;
    }

    /** Reads until nothing is pending. What waiting cannot mend is left to the caller at once. */
    private List<DatabaseStatus> await() {
        long end = System.nanoTime() + properties.timeout().toNanos();
        String waitingFor = "";
        while (true) {
            List<DatabaseStatus> databases = read();
            List<DatabaseStatus> behind =
                    databases.stream().filter(StartupChecker::isBehind).toList();
            if (behind.isEmpty()) {
                return databases;
            }
            String now = text(behind);
            if (System.nanoTime() - end >= 0) {
                throw new DeadlineExceededException(
                        Failure.of(
                                behind.get(0).name(),
                                "Nobody has applied the pending migrations within tandem.timeout: " + now + ".",
                                MIGRATE),
                        null);
            }
            if (!now.equals(waitingFor)) {
                log.info("Waiting until somebody else has applied the pending migrations: {}", now);
                waitingFor = now;
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for migrations", e);
        }
    }

    /** An unreachable database is behind, too: whoever migrates it may be starting it just now. */
    private static boolean isBehind(DatabaseStatus database) {
        return !database.reachable()
                || (!database.dirty() && (database.pending() > 0 || database.count(MigrationState.RUNNING) > 0));
    }

    private static String text(List<DatabaseStatus> behind) {
        return String.join(
                ", ",
                behind.stream()
                        .map(database -> database.name()
                                + (database.reachable()
                                        ? " "
                                                + Versions.of(
                                                        database,
                                                        MigrationState.PENDING,
                                                        MigrationState.RESUMABLE,
                                                        MigrationState.RUNNING)
                                        : " (unreachable)"))
                        .toList());
    }

    private static @Nullable MigrationException objection(DatabaseStatus database) {
        String name = database.name();
        if (!database.reachable()) {
            String error = database.error();
            return new DatabaseUnreachableException(
                    Failure.of(name, error == null ? "It does not answer." : error, null), null);
        }
        if (database.dirty()) {
            return new DirtyDatabaseException(
                    Failure.of(
                            name,
                            "Dirty: " + Versions.of(database, MigrationState.DIRTY)
                                    + " left effects that somebody has to look at.",
                            "Look at 'migrate status', then decide with 'migrate up --resume retry' or '--resume skip'."),
                    null);
        }
        if (database.count(MigrationState.CHANGED) + database.count(MigrationState.MISSING) > 0) {
            return new HistoryMismatchException(
                    Failure.of(
                            name,
                            "The files are not those that were applied: "
                                    + Versions.of(database, MigrationState.CHANGED, MigrationState.MISSING) + ".",
                            "Put the files back as they were."),
                    null);
        }
        if (database.pending() + database.count(MigrationState.RUNNING) > 0) {
            return new RefusedException(
                    Failure.of(
                            name,
                            "Not applied, and tandem.auto-migrate is off: "
                                    + Versions.of(
                                            database,
                                            MigrationState.PENDING,
                                            MigrationState.RESUMABLE,
                                            MigrationState.RUNNING)
                                    + ".",
                            MIGRATE),
                    null);
        }
        return null;
    }
}
