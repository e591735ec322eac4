/** Measures Tandem and its contenders beside each other: fresh processes, alternating, on one server. */
@NullMarked
package dev.tandem.benchmarks;

import org.jspecify.annotations.NullMarked;
