package dev.tandem.migration.postgres;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/** Lets a native image find out that PostgreSQL's driver is there. What the driver itself needs is its own affair. */
final class PostgresHints implements RuntimeHintsRegistrar {

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        hints.reflection().registerTypeIfPresent(classLoader, PostgresDialect.DRIVER);
    }
}
