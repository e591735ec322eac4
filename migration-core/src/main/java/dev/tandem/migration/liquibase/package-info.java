/** Databases whose migrations are the change sets of a Liquibase changelog: Liquibase itself runs and records them. */
@NullMarked
package dev.tandem.migration.liquibase;

import org.jspecify.annotations.NullMarked;
