package dev.tandem.migration;

import org.jspecify.annotations.Nullable;

/** Settings that cannot be used: an address no dialect knows, a setting a dialect does not have, a missing driver. Nothing was executed. */
public final class InvalidConfigurationException extends MigrationException {
    private static final long serialVersionUID = 1;

    public InvalidConfigurationException(Failure failure, @Nullable Throwable cause) {
        super(failure, cause);
    }
}
