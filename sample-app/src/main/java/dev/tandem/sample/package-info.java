/**
 * An ordinary web application on PostgreSQL and ClickHouse, whose databases are migrated by the starter on its class
 * path.
 */
@NullMarked
package dev.tandem.sample;

import org.jspecify.annotations.NullMarked;
