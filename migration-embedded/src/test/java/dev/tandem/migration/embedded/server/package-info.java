@NullMarked
package dev.tandem.migration.embedded.server;

import org.jspecify.annotations.NullMarked;
