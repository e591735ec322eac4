package dev.tandem.sample.process;

import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.SqlDatabase;
import dev.tandem.migration.test.MigrationAssertions;
import java.util.List;

/** The schema of both databases, as lines from their catalogs that can be compared: everything but the histories. */
record Schema(List<String> postgres, List<String> clickhouse) {

    static Schema of(Sample sample) {
        return new Schema(of("postgres", sample.postgres()), of("clickhouse", sample.clickhouse()));
    }

    private static List<String> of(String name, TestDatabase database) {
        MigrationManager manager = MigrationManager.builder()
                .database(SqlDatabase.builder(name)
                        .url(database.jdbcUrl())
                        .paths(List.of("../migrations/" + name))
                        .build())
                .build();
        return MigrationAssertions.schema(manager, name);
    }
}
