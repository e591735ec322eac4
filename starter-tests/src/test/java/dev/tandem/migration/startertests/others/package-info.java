/** Schemas of other libraries that join the run: what docs/other-libraries.md shows. */
@NullMarked
package dev.tandem.migration.startertests.others;

import org.jspecify.annotations.NullMarked;
