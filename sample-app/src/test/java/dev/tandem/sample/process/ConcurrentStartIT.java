package dev.tandem.sample.process;

import static java.time.Duration.between;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Several applications on the same databases: replicas of a deployment that come up together, and one that dies. */
class ConcurrentStartIT {
    private static final String LEASE = "--tandem.lease=2s";

    private static final String WAITING = "Waiting for the lock of postgres";

    @RegisterExtension
    final Sample sample = new Sample();

    @Test
    void ofTwoAtOnceOneMigratesAndBothServe() {
        // The one that migrates is held in the middle of it, until the other one is seen to wait.
        sample.inPostgres("CREATE TABLE gate (opened int)");
        sample.write("postgres/900001_create_counted.up.sql", "CREATE TABLE counted (n int);");
        sample.write("postgres/900002_count.up.sql", """
                INSERT INTO counted VALUES (1);
                DO $$ BEGIN
                  WHILE NOT EXISTS (SELECT FROM gate) LOOP
                    PERFORM pg_sleep(0.05);
                  END LOOP;
                END $$;
                INSERT INTO counted VALUES (2);""");
        sample.write(
                "clickhouse/900001_create_counted.up.sql",
                "CREATE TABLE counted (n UInt64) ENGINE = MergeTree ORDER BY n;");
        sample.write(
                "clickhouse/900002_count.up.sql", "INSERT INTO counted VALUES (1);\nINSERT INTO counted VALUES (2);");

        List<SampleProcess> both =
                List.of(sample.start(sample.additionalFiles()), sample.start(sample.additionalFiles()));
        await().atMost(ofSeconds(60))
                .until(() -> both.stream().anyMatch(one -> one.out().contains(WAITING)));
        sample.inPostgres("INSERT INTO gate VALUES (1)");

        for (SampleProcess one : both) {
            Sample.web(one).get().uri("/users").exchange().expectStatus().isOk();
            Sample.web(one)
                    .get()
                    .uri("/actuator/health")
                    .exchange()
                    .expectStatus()
                    .isOk();
        }
        for (String database : List.of("postgres", "clickhouse")) {
            assertThat(both)
                    .as(database)
                    .satisfiesOnlyOnce(one -> assertThat(one.out())
                            .contains(database + " is at version 900002, " + (Shipped.migrations(database) + 2)
                                    + " migrations applied"))
                    .satisfiesOnlyOnce(one ->
                            assertThat(one.out()).contains(database + " is current at version 900002, nothing to do"));
        }
        assertThat(sample.inPostgres("SELECT n FROM counted ORDER BY n")).containsExactly("1", "2");
        assertThat(sample.inClickhouse("SELECT n FROM counted ORDER BY n")).containsExactly("1", "2");
        String twice = "SELECT version FROM schema_migrations WHERE state = 'applied' GROUP BY version"
                + " HAVING count(*) > 1";
        assertThat(sample.inPostgres(twice)).isEmpty();
        assertThat(sample.inClickhouse(twice)).isEmpty();
    }

    /** ClickHouse's lease is short here: who waits for the lock of one that is killed needs two of them. */
    @Test
    void whoWaitsForAnApplicationThatIsKilledGoesOnWithinSeconds() {
        sample.write("clickhouse/000001_good.up.sql", "SELECT 1;");
        sample.write("postgres/000001_slow.up.sql", "CREATE TABLE made (n int);\nSELECT pg_sleep(600);");
        SampleProcess slow = sample.start(sample.ownFiles(LEASE));
        String running = "SELECT query FROM pg_stat_activity WHERE datname = current_database()"
                + " AND pid <> pg_backend_pid() AND query LIKE '%pg_sleep%' AND state = 'active'";
        await().atMost(ofSeconds(60)).until(() -> !sample.inPostgres(running).isEmpty());

        sample.write("postgres/000001_slow.up.sql", "CREATE TABLE made (n int);");
        SampleProcess next = sample.start(sample.ownFiles(LEASE)).logged(WAITING);
        Instant killed = Instant.now();
        slow.kill().endedWith(128 + 9);

        assertThat(next.port()).isPositive();
        assertThat(between(killed, next.loggedAt("postgres is at version 1, 1 migration applied")))
                .isLessThan(ofSeconds(10));
        assertThat(sample.inPostgres("SELECT count(*) FROM made")).containsExactly("0");
        assertThat(sample.inPostgres(running)).isEmpty();
    }
}
