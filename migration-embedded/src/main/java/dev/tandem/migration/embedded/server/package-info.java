/**
 * The child process that is the embedded ClickHouse: the native engine behind an HTTP server that speaks ClickHouse's
 * own protocol. Nothing here may use a library other than JNA, because the process is started with those two on its
 * class path.
 */
@NullMarked
package dev.tandem.migration.embedded.server;

import org.jspecify.annotations.NullMarked;
