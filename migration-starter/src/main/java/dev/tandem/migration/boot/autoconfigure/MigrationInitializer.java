package dev.tandem.migration.boot.autoconfigure;

import dev.tandem.migration.Command;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.boot.MigrationMonitor;
import dev.tandem.migration.boot.MigrationProperties;
import dev.tandem.migration.boot.MigrationProperties.OnFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;

/** Migrates, or checks, at the moment of its own initialization; every user of a database depends on it. */
final class MigrationInitializer implements InitializingBean {
    private static final Logger log = LoggerFactory.getLogger(MigrationInitializer.class);

    private final MigrationManager manager;
    private final MigrationProperties properties;
    private final MigrationMonitor monitor;
    private final MigrationLog migrationLog;

    MigrationInitializer(
            MigrationManager manager,
            MigrationProperties properties,
            MigrationMonitor monitor,
            MigrationLog migrationLog) {
        this.manager = manager;
        this.properties = properties;
        this.monitor = monitor;
        this.migrationLog = migrationLog;
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
        try {
            migrationLog.begin();
            if (properties.autoMigrate()) {
                // told here, too, because a manager of the application may not have the monitor as its listener
                monitor.runFinished(manager.run(Command.up()));
            } else {
                new StartupChecker(manager, properties, monitor, migrationLog).check();
            }
        } catch (MigrationException e) {
            fail(e);
        }
    }

    private void fail(MigrationException failure) {
        monitor.failed(failure.failure());
        if (properties.onFailure() == OnFailure.FAIL) {
            throw failure;
        }
        log.error(
                "The application starts although its databases are not as it expects them, because tandem.on-failure"
                        + " is continue. {}",
                failure.getMessage());
    }
}
