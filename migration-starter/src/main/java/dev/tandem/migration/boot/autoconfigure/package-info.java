/** Migration during the start of a Spring Boot application. */
@NullMarked
package dev.tandem.migration.boot.autoconfigure;

import org.jspecify.annotations.NullMarked;
