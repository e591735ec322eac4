package dev.tandem.benchmarks.contenders;

import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.seed.SeedFile;
import dev.tandem.migration.seed.SeedOptions;
import dev.tandem.migration.seed.Seeding;
import dev.tandem.migration.sql.SqlDatabase;
import java.util.List;

/** This project's library fills a table with the rows of a file. */
final class TandemSeed {
    private TandemSeed() {}

    public static void main(String[] args) {
        Seeding.run(
                MigrationManager.builder()
                        .database(SqlDatabase.builder("measured").url(args[1]).build())
                        .build(),
                List.of(SeedFile.at(args[0], TandemSeed.class.getClassLoader())),
                SeedOptions.defaults());
    }
}
