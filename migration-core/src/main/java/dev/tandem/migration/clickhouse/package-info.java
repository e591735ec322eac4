/** ClickHouse: what differs from other SQL databases. */
@NullMarked
package dev.tandem.migration.clickhouse;

import org.jspecify.annotations.NullMarked;
