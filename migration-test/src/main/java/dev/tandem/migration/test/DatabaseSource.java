package dev.tandem.migration.test;

import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.SqlDatabase;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Where a test class gets one of its databases from.
 *
 * @param name its name in the migration manager
 * @param server creates an empty database
 * @param settings what is set for its migrations
 */
record DatabaseSource(String name, Supplier<TestDatabase> server, Consumer<SqlDatabase.Builder> settings) {}
