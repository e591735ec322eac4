package dev.tandem.sample;

import static dev.tandem.migration.test.MigrationAssertions.assertReversible;

import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.test.MigrationTest;
import org.junit.jupiter.api.Test;

/** What the application ships can be taken back. */
@MigrationTest(migrate = false)
class ReversibleMigrationsTest {

    @Test
    void everyMigrationGoesDownAndUpAgain(MigrationManager manager) {
        assertReversible(manager);
    }
}
