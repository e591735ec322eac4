package dev.tandem.migration.boot.autoconfigure;

import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.DeadlineExceededException;
import dev.tandem.migration.Failure;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.boot.MigrationMonitor;
import dev.tandem.migration.boot.MigrationProperties;
import dev.tandem.migration.boot.MigrationProperties.StartupCheck;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens at start-up when auto-migrate is off: somebody else migrates, and the application looks whether they did. */
final class StartupChecker {
    private static final Logger log = LoggerFactory.getLogger(StartupChecker.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

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
            MigrationException objection = Objections.of(database);
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

    /** Reads until nothing is pending, or until something is wrong that waiting does not mend. */
    private List<DatabaseStatus> await() {
        long end = System.nanoTime() + properties.timeout().toNanos();
        String waitingFor = "";
        while (true) {
            List<DatabaseStatus> databases = read();
            List<DatabaseStatus> behind =
                    databases.stream().filter(Objections::mayPass).toList();
            if (behind.isEmpty()) {
                return databases;
            }
            refuseLasting(databases);
            String now =
                    String.join(", ", behind.stream().map(Objections::behind).toList());
            if (System.nanoTime() - end >= 0) {
                throw new DeadlineExceededException(
                        Failure.of(
                                behind.get(0).name(),
                                "Nobody has applied the pending migrations within tandem.timeout: " + now + ".",
                                Objections.MIGRATE),
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

    private static void refuseLasting(List<DatabaseStatus> databases) {
        for (DatabaseStatus database : databases) {
            MigrationException objection = Objections.of(database);
            if (objection != null && !Objections.mayPass(database)) {
                throw objection;
            }
        }
    }
}
