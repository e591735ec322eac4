/** Tests of the application as a whole. */
@NullMarked
package dev.tandem.sample;

import org.jspecify.annotations.NullMarked;
