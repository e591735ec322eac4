package dev.tandem.migration.boot.autoconfigure;

import dev.tandem.migration.Command;
import dev.tandem.migration.Failure;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.boot.MigrationMonitor;
import dev.tandem.migration.boot.MigrationProperties;
import dev.tandem.migration.boot.MigrationProperties.Mode;
import dev.tandem.migration.boot.MigrationProperties.OnFailure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.core.metrics.ApplicationStartup;
import org.springframework.core.metrics.StartupStep;

/**
 * Migrates, or checks, at the moment of its own initialization; every user of a database depends on it. In the background it
 * only begins to then, and when the context is closed before it is done it is cancelled.
 */
final class MigrationInitializer implements InitializingBean, DisposableBean {
    private static final Logger log = LoggerFactory.getLogger(MigrationInitializer.class);
    /** Longer than a cancelled run may take to end. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final MigrationManager manager;
    private final MigrationProperties properties;
    private final MigrationMonitor monitor;
    private final MigrationLog migrationLog;
    private final ApplicationStartup startup;
    private @Nullable Thread background;

    MigrationInitializer(
            MigrationManager manager,
            MigrationProperties properties,
            MigrationMonitor monitor,
            MigrationLog migrationLog,
            ApplicationStartup startup) {
        this.manager = manager;
        this.properties = properties;
        this.monitor = monitor;
        this.migrationLog = migrationLog;
        this.startup = startup;
    }

    @Override
    public void afterPropertiesSet() {
        if (manager.databases().isEmpty()) {
            if (properties.autoMigrate()) {
                log.warn("tandem.auto-migrate is on, but there is no database to migrate: there is no DataSource on"
                        + " PostgreSQL, and no tandem.databases.<name>.url is set");
            }
            return;
        }
        monitor.unread(manager.databases(), "It was not read yet.");
        monitor.starting();
        if (properties.mode() == Mode.BACKGROUND) {
            background = new Thread(this::inBackground, "tandem-migration");
            background.start();
        } else {
            inForeground();
        }
    }

    private void inForeground() {
        StartupStep step = startup.start("tandem.migrate");
        try {
            work();
        } catch (MigrationException e) {
            monitor.failed(e.failure());
            if (properties.onFailure() == OnFailure.FAIL) {
                throw e;
            }
            log.error(
                    "The application starts although its databases are not as it expects them, because"
                            + " tandem.on-failure is continue. {}",
                    e.getMessage());
        } finally {
            monitor.started();
            step.tag("databases", String.join(", ", manager.databases())).end();
        }
    }

    private void inBackground() {
        try {
            work();
        } catch (MigrationException e) {
            monitor.failed(e.failure());
            log.error(
                    "The application is not ready, because its databases are not as it expects them. {}",
                    e.getMessage());
        } catch (RuntimeException defect) {
            monitor.failed(Failure.of(null, defect.toString(), null));
            log.error("The application is not ready, because its migration ended in a mistake", defect);
        } finally {
            monitor.started();
        }
    }

    private void work() {
        migrationLog.begin();
        if (properties.autoMigrate()) {
            // told here, too, because a manager of the application may not have the monitor as its listener
            monitor.runFinished(manager.run(Command.up()));
        } else {
            new StartupChecker(manager, properties, monitor, migrationLog).check();
        }
    }

    @Override
    public void destroy() throws InterruptedException {
        Thread running = background;
        if (running != null && running.isAlive()) {
            manager.cancel();
            if (!properties.autoMigrate()) {
                // It may be waiting for somebody else, with no run to be cancelled.
                running.interrupt();
            }
            running.join(PATIENCE.toMillis());
        }
    }
}
