/**
 * For tests of applications whose databases Tandem migrates. {@link dev.tandem.migration.test.MigrationTest} gives a test
 * class migrated databases, {@link dev.tandem.migration.test.MigrationExtension} does so with settings and servers of your own, and {@link
 * dev.tandem.migration.test.MigrationAssertions} proves that migrations can be taken back.
 */
@NullMarked
package dev.tandem.migration.test;

import org.jspecify.annotations.NullMarked;
