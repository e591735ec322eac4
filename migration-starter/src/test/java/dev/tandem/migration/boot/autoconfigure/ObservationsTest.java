package dev.tandem.migration.boot.autoconfigure;

import static io.micrometer.observation.tck.TestObservationRegistryAssert.assertThat;

import dev.tandem.migration.boot.MigrationObservations;
import dev.tandem.migration.boot.actuate.MigrationObservationsAutoConfiguration;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class ObservationsTest {
    private final TestDatabase postgres = DatabasesForTests.postgres();
    private final TestObservationRegistry observations = TestObservationRegistry.create();

    @AfterEach
    void dropDatabase() {
        postgres.close();
    }

    @Test
    void aRunIsObservedAndItsMigrationsAreItsChildren() {
        run("classpath:migrations");

        assertThat(observations)
                .hasNumberOfObservationsWithNameEqualTo(MigrationObservations.RUN, 1)
                .hasNumberOfObservationsWithNameEqualTo(MigrationObservations.MIGRATION, 2)
                .forAllObservationsWithNameEqualTo(
                        MigrationObservations.MIGRATION,
                        migration -> migration
                                .hasLowCardinalityKeyValue(MigrationObservations.DATABASE, "postgres")
                                .hasLowCardinalityKeyValue(MigrationObservations.DIRECTION, "up")
                                .hasLowCardinalityKeyValue(MigrationObservations.OUTCOME, "done"))
                .hasObservationWithNameEqualTo(MigrationObservations.RUN)
                .that()
                .hasBeenStopped()
                .hasLowCardinalityKeyValue(MigrationObservations.OUTCOME, "done")
                .hasContextualNameEqualTo("migrate postgres");
        assertThat(observations)
                .hasObservationWithNameEqualTo(MigrationObservations.MIGRATION)
                .that()
                .hasBeenStopped()
                .hasParentObservationContextMatching(run -> MigrationObservations.RUN.equals(run.getName()));
    }

    @Test
    void aFailureIsTheErrorOfTheMigrationAndOfTheRun() {
        run("classpath:broken");

        assertThat(observations)
                .hasObservationWithNameEqualTo(MigrationObservations.RUN)
                .that()
                .hasBeenStopped()
                .hasLowCardinalityKeyValue(MigrationObservations.OUTCOME, "failed")
                .thenError()
                .hasMessageContaining("acounts");
        assertThat(observations)
                .hasAnObservation(migration -> migration
                        .hasHighCardinalityKeyValue(MigrationObservations.NAME, "wrong")
                        .hasLowCardinalityKeyValue(MigrationObservations.OUTCOME, "failed"));
    }

    @Test
    void aRunWithNothingToDoIsNone() {
        run("classpath:migrations");
        observations.clear();

        run("classpath:migrations");

        assertThat(observations).doesNotHaveAnyObservation();
    }

    private void run(String path) {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        MigrationAutoConfiguration.class, MigrationObservationsAutoConfiguration.class))
                .withBean(ObservationRegistry.class, () -> observations)
                .withPropertyValues(
                        "tandem.auto-migrate=true",
                        "tandem.on-failure=continue",
                        "tandem.path=" + path,
                        "tandem.databases.postgres.url=" + postgres.jdbcUrl())
                .run(context ->
                        org.assertj.core.api.Assertions.assertThat(context).hasNotFailed());
    }
}
