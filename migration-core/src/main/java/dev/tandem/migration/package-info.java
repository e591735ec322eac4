/** The words, the ports and the façade of Tandem; imports nothing else of ours. */
@NullMarked
package dev.tandem.migration;

import org.jspecify.annotations.NullMarked;
