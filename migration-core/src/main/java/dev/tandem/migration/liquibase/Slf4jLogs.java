package dev.tandem.migration.liquibase;

import java.util.logging.Level;
import liquibase.logging.Logger;
import liquibase.logging.core.AbstractLogService;
import liquibase.logging.core.AbstractLogger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Liquibase's log messages by slf4j. What it tells of its own work is for people who look for a fault: our listeners tell the rest. */
final class Slf4jLogs extends AbstractLogService {

    @Override
    public int getPriority() {
        return PRIORITY_NOT_APPLICABLE;
    }

    @Override
    @SuppressWarnings("rawtypes") // as it is declared
    public Logger getLog(Class type) {
        return new Log(LoggerFactory.getLogger((Class<?>) type));
    }

    private static final class Log extends AbstractLogger {
        private final org.slf4j.Logger log;

        Log(org.slf4j.Logger log) {
            this.log = log;
        }

        @Override
        public void log(Level level, @Nullable String message, @Nullable Throwable problem) {
            if (level.intValue() >= Level.SEVERE.intValue()) {
                // It is thrown, too, and whoever catches it tells of it.
                log.debug(message, problem);
            } else if (level.intValue() >= Level.WARNING.intValue()) {
                log.warn(message, problem);
            } else if (level.intValue() >= Level.INFO.intValue()) {
                log.debug(message, problem);
            } else {
                log.trace(message, problem);
            }
        }
    }
}
