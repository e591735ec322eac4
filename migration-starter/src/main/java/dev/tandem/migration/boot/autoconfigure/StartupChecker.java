package dev.tandem.migration.boot.autoconfigure;

import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.DeadlineExceededException;
import dev.tandem.migration.Failure;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.RunCancelledException;
import dev.tandem.migration.boot.MigrationMonitor;
import dev.tandem.migration.boot.MigrationProperties;
import dev.tandem.migration.boot.MigrationProperties.StartupCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
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
            judge(read(), check);
        } else if (check == StartupCheck.FAIL) {
            judge(await(Objections::isUnreachable), check);
        } else if (check == StartupCheck.WAIT) {
            judge(await(Objections::mayPass), check);
        }
    }

    private void judge(List<DatabaseStatus> databases, StartupCheck check) {
        List<MigrationException> objections = new ArrayList<>();
        for (DatabaseStatus database : databases) {
            MigrationException objection = Objections.of(database);
            if (objection == null) {
                migrationLog.nothingToDo(database);
            } else if (check == StartupCheck.WARN) {
                log.warn("{}", objection.getMessage());
            } else {
                objections.add(objection);
            }
        }
        refuse(objections);
    }

    private static void refuse(List<MigrationException> objections) {
        if (!objections.isEmpty()) {
            throw MigrationException.together(objections);
        }
    }

    private List<DatabaseStatus> read() {
        List<DatabaseStatus> databases = manager.status();
        monitor.remember(databases);
        return databases;
    }

    /**
     * Reads until there is nothing more to wait for, or until something is wrong that waiting does not mend, or the process is
     * told to end.
     */
    private List<DatabaseStatus> await(Predicate<DatabaseStatus> isAwaited) {
        try (Termination termination = new Termination(manager::cancel)) {
            return await(isAwaited, termination);
        }
    }

    private List<DatabaseStatus> await(Predicate<DatabaseStatus> isAwaited, Termination termination) {
        long end = System.nanoTime() + properties.timeout().toNanos();
        String waitingFor = "";
        while (true) {
            List<DatabaseStatus> databases = read();
            if (termination.isTold()) {
                throw cancelled(waitingFor);
            }
            List<DatabaseStatus> behind = databases.stream().filter(isAwaited).toList();
            if (behind.isEmpty()) {
                return databases;
            }
            refuseLasting(databases, isAwaited);
            String now =
                    String.join(", ", behind.stream().map(Objections::behind).toList());
            if (System.nanoTime() - end >= 0) {
                throw tooLate(behind.get(0), now);
            }
            if (!now.equals(waitingFor)) {
                log.info(
                        "Waiting until somebody else has applied the pending migrations, or the server is there: {}",
                        now);
                waitingFor = now;
            }
            termination.pause(PAUSE);
        }
    }

    private static MigrationException cancelled(String waitedFor) {
        return new RunCancelledException(
                Failure.of(
                        null,
                        "Cancelled (the process is shutting down) while it was awaited that somebody else migrates"
                                + (waitedFor.isEmpty() ? "." : ": " + waitedFor + "."),
                        "Run again."),
                null);
    }

    private static MigrationException tooLate(DatabaseStatus first, String waitedFor) {
        MigrationException unreachable = Objections.isUnreachable(first) ? Objections.of(first) : null;
        return unreachable != null
                ? unreachable
                : new DeadlineExceededException(
                        Failure.of(
                                first.name(),
                                "Nobody has applied the pending migrations within tandem.timeout: " + waitedFor + ".",
                                Objections.MIGRATE),
                        null);
    }

    private static void refuseLasting(List<DatabaseStatus> databases, Predicate<DatabaseStatus> isAwaited) {
        refuse(databases.stream()
                .filter(database -> !isAwaited.test(database))
                .map(Objections::of)
                .filter(Objects::nonNull)
                .toList());
    }
}
