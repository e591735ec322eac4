/** Databases that Testcontainers runs, for those who migrate them. */
@NullMarked
package dev.tandem.migration.boot.service;

import org.jspecify.annotations.NullMarked;
