/** Traces, their spans and the daily usage: what ClickHouse keeps. */
@NullMarked
package dev.tandem.sample.trace;

import org.jspecify.annotations.NullMarked;
