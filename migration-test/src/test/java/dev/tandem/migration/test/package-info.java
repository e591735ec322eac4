@NullMarked
package dev.tandem.migration.test;

import org.jspecify.annotations.NullMarked;
