/**
 * What the auto-configuration and the command line share: the properties, the way from them to a manager, what is
 * remembered of runs, and the JSON in which it is shown.
 */
@NullMarked
package dev.tandem.migration.boot;

import org.jspecify.annotations.NullMarked;
