package dev.tandem.migration;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a database's server says of itself and of us.
 *
 * @param version the server's version
 * @param roundTrip how long the smallest question took
 * @param historyTable where the history is, or is to be
 * @param historyExists whether it is there
 * @param historyEngine its engine, {@code null} where tables have none or it is not there
 * @param sizeBytes how much the database takes on disk, {@code null} when we may not know
 * @param missingRights what the migrating user lacks; {@code null} when that cannot be told
 */
public record ServerInfo(
        String version,
        Duration roundTrip,
        String historyTable,
        boolean historyExists,
        @Nullable String historyEngine,
        @Nullable Long sizeBytes,
        @Nullable List<String> missingRights) {}
