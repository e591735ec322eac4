/** Whether what the documentation shows is so. */
@NullMarked
package dev.tandem.migration.boot.docs;

import org.jspecify.annotations.NullMarked;
