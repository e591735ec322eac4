/**
 * Real PostgreSQL and real ClickHouse without Docker, for development and tests.
 *
 * <p>{@link dev.tandem.migration.embedded.EmbeddedDatabases} is the way in for applications and tools, {@link
 * dev.tandem.migration.embedded.DatabasesForTests} for tests. PostgreSQL is the real server; ClickHouse is the real
 * engine as a library, in a child process behind ClickHouse's HTTP protocol. Both listen on the loopback interface
 * only.
 */
@NullMarked
package dev.tandem.migration.embedded;

import org.jspecify.annotations.NullMarked;
