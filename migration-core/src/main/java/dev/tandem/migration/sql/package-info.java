/** The one machine for SQL databases: sessions, history, and the two ways to execute. What databases differ in is a {@code Dialect}. */
@NullMarked
package dev.tandem.migration.sql;

import org.jspecify.annotations.NullMarked;
