/** Files to migrations: finds them, pairs up and down, orders them by version. */
@NullMarked
package dev.tandem.migration.source;

import org.jspecify.annotations.NullMarked;
