/** PostgreSQL: what differs from other SQL databases. */
@NullMarked
package dev.tandem.migration.postgres;

import org.jspecify.annotations.NullMarked;
