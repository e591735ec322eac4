/** The starter beside what else an application may have. */
@NullMarked
package dev.tandem.migration.startertests;

import org.jspecify.annotations.NullMarked;
