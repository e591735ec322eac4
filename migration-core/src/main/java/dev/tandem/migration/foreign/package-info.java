/** What the history tables of other migration tools look like, and what their rows mean. Knows no connection. */
@NullMarked
package dev.tandem.migration.foreign;

import org.jspecify.annotations.NullMarked;
