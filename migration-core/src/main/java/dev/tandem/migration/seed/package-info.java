/** Rows from YAML files into databases. Knows no dialect: what it needs of one is a {@code SeedTarget}. */
@NullMarked
package dev.tandem.migration.seed;

import org.jspecify.annotations.NullMarked;
