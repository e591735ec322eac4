/** The connection to ClickHouse, which Spring Boot does not configure by itself. */
@NullMarked
package dev.tandem.sample.clickhouse;

import org.jspecify.annotations.NullMarked;
