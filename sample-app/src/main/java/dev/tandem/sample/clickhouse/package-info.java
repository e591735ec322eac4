/** The connection to ClickHouse. */
@NullMarked
package dev.tandem.sample.clickhouse;

import org.jspecify.annotations.NullMarked;
