/** An application that does nothing. */
@NullMarked
package dev.tandem.benchmarks.bare;

import org.jspecify.annotations.NullMarked;
