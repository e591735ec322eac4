/** What docs/extending.md and docs/java.md show is in this package, and is run by its tests. */
@NullMarked
package dev.tandem.migration.boot.extending;

import org.jspecify.annotations.NullMarked;
