/**
 * What is measured: each class is the {@code main} of a process that has its own tool on its class path and nothing else, and is
 * given the address of a database and a folder of migrations.
 */
@NullMarked
package dev.tandem.benchmarks.contenders;

import org.jspecify.annotations.NullMarked;
