package dev.tandem.migration.boot.extending;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.Command;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.Report;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.seed.SeedFile;
import dev.tandem.migration.seed.SeedOptions;
import dev.tandem.migration.seed.SeedReport;
import dev.tandem.migration.seed.Seeding;
import dev.tandem.migration.sql.SqlDatabase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What docs/guide.md, docs/embedded.md and docs/seeds.md show of use without Spring. */
class LibraryTest {
    private final TestDatabase postgres = DatabasesForTests.postgres();
    private final String url = postgres.jdbcUrl();

    @AfterEach
    void dropDatabase() {
        postgres.close();
    }

    @Test
    void aManagerMigratesAndSeeds() {
        MigrationManager manager = MigrationManager.builder()
                .database(SqlDatabase.builder("postgres")
                        .url(url)
                        .paths(List.of("classpath:migrations/postgres"))
                        .build())
                .timeout(Duration.ofMinutes(5))
                .build();
        Report report = manager.run(Command.up());
        assertThat(report.steps()).hasSize(2);

        SeedFile file = SeedFile.at("classpath:seeds/dev.yaml", getClass().getClassLoader());
        SeedReport seeded = Seeding.run(manager, List.of(file), SeedOptions.defaults());
        assertThat(seeded.tables())
                .singleElement()
                .satisfies(table -> assertThat(table.inserted()).isEqualTo(1));
    }
}
