package dev.tandem.migration.clickhouse;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/** Lets a native image find out that ClickHouse's driver is there. What the driver itself needs is its own affair. */
final class ClickHouseHints implements RuntimeHintsRegistrar {

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        hints.reflection().registerTypeIfPresent(classLoader, ClickHouseDialect.DRIVER);
    }
}
