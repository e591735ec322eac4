package dev.tandem.migration;

import java.time.Instant;

/**
 * A run as the history of one database remembers it.
 *
 * @param runId its id
 * @param by who ran it, user and host
 * @param from when its first event was written
 * @param to when its last event was written
 * @param applied how many migrations it applied, or recorded as applied
 * @param reverted how many it took back, or recorded as not applied
 * @param failed how many failures it recorded
 */
public record PastRun(String runId, String by, Instant from, Instant to, int applied, int reverted, int failed) {}
