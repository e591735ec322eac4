/**
 * The command line in every application's jar: {@code java -jar app.jar migrate <command>}.
 *
 * <p>{@link dev.tandem.migration.boot.cli.MigrateRunListener} answers what needs no configuration,
 * {@link dev.tandem.migration.boot.cli.MigrateListener} runs the rest as soon as there is an environment, and neither
 * lets the application go on. A command is one small class beside {@link dev.tandem.migration.boot.cli.UpCommand}.
 */
@NullMarked
package dev.tandem.migration.boot.cli;

import org.jspecify.annotations.NullMarked;
