@NullMarked
package dev.tandem.migration.embedded;

import org.jspecify.annotations.NullMarked;
