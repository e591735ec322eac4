package dev.tandem.migration.boot;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.Action;
import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.Direction;
import dev.tandem.migration.Failure;
import dev.tandem.migration.LockStatus;
import dev.tandem.migration.MigrationId;
import dev.tandem.migration.Report;
import dev.tandem.migration.Step;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MigrationMetersTest {
    private static final Instant NOW = Instant.parse("2026-11-29T01:02:03Z");

    private final MigrationMonitor monitor = new MigrationMonitor();
    private final MigrationMeters meters =
            new MigrationMeters(monitor, ofSeconds(30), Clock.fixed(NOW, ZoneOffset.UTC));
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @BeforeEach
    void bind() {
        monitor.unread(List.of("postgres", "clickhouse"), "It was not read yet.");
        meters.bindTo(registry);
    }

    @Test
    void everyMeterOfEveryDatabaseIsThereBeforeAnythingHappens() {
        assertThat(registry.getMeters())
                .extracting(Meter::getId)
                .extracting(id -> id.getName() + " " + id.getTag(MeterNames.DATABASE))
                .containsExactlyInAnyOrder(
                        "tandem.pending postgres", "tandem.pending clickhouse",
                        "tandem.dirty postgres", "tandem.dirty clickhouse",
                        "tandem.applied postgres", "tandem.applied clickhouse",
                        "tandem.failures postgres", "tandem.failures clickhouse",
                        "tandem.slow postgres", "tandem.slow clickhouse",
                        "tandem.lock.wait postgres", "tandem.lock.wait clickhouse",
                        "tandem.duration postgres", "tandem.duration clickhouse",
                        "tandem.last.success postgres", "tandem.last.success clickhouse");
    }

    @Test
    void whatWasNotReadIsNoNumber() {
        assertThat(gauge(MeterNames.PENDING, "postgres")).isNaN();
        assertThat(gauge(MeterNames.DIRTY, "postgres")).isNaN();
        assertThat(gauge(MeterNames.LAST_SUCCESS, "postgres")).isNaN();
    }

    @Test
    void migrationsAreCountedWithTheirTime() {
        meters.stepCompleted(up(1), ofMillis(200));
        meters.stepCompleted(up(2), ofSeconds(31));
        meters.stepCompleted(new Step("postgres", Direction.DOWN, MigrationId.of(2), "b", 0), ofMillis(300));

        assertThat(counter(MeterNames.APPLIED, "postgres")).isEqualTo(2);
        assertThat(counter(MeterNames.SLOW, "postgres")).isEqualTo(1);
        assertThat(timer(MeterNames.DURATION).count()).isEqualTo(3);
        assertThat(timer(MeterNames.DURATION).totalTime(TimeUnit.MILLISECONDS)).isEqualTo(31_500);
        assertThat(counter(MeterNames.APPLIED, "clickhouse")).isZero();
    }

    @Test
    void whatOnlyRecordsIsNoMigration() {
        meters.stepCompleted(new Step("postgres", Action.FORCE, Direction.UP, MigrationId.of(1), "a", 0), ofMillis(5));

        assertThat(counter(MeterNames.APPLIED, "postgres")).isZero();
        assertThat(timer(MeterNames.DURATION).count()).isZero();
    }

    @Test
    void waitingForALockIsCountedOnceAlsoWhenItWasInVain() {
        meters.lockAwaited("postgres", null, ofMillis(100));
        meters.lockAwaited("postgres", null, ofMillis(200));
        meters.lockAcquired("postgres", ofMillis(250));
        meters.lockAwaited("postgres", null, ofSeconds(1));
        meters.runFinished(report(Failure.of("postgres", "No lock in time.", null)));

        assertThat(timer(MeterNames.LOCK_WAIT).count()).isEqualTo(2);
        assertThat(timer(MeterNames.LOCK_WAIT).totalTime(TimeUnit.MILLISECONDS)).isEqualTo(1_250);
    }

    @Test
    void aLockThatWasFreeIsNoWait() {
        meters.lockAcquired("postgres", ofMillis(2));

        assertThat(timer(MeterNames.LOCK_WAIT).count()).isZero();
    }

    @Test
    void aRunThatEndedWellLeavesItsTime() {
        meters.runFinished(report(null));

        assertThat(gauge(MeterNames.LAST_SUCCESS, "postgres")).isEqualTo(NOW.toEpochMilli() / 1000.0);
        assertThat(counter(MeterNames.FAILURES, "postgres")).isZero();
    }

    @Test
    void aFailureOfOneDatabaseIsNotOneOfTheOther() {
        meters.runFinished(report(Failure.of("clickhouse", "Wrong.", null)));

        assertThat(counter(MeterNames.FAILURES, "clickhouse")).isEqualTo(1);
        assertThat(counter(MeterNames.FAILURES, "postgres")).isZero();
        assertThat(gauge(MeterNames.LAST_SUCCESS, "postgres")).isNaN();
    }

    @Test
    void aFailureOfNoDatabaseInParticularIsOneOfAll() {
        meters.runFinished(new Report(
                "r", Report.Outcome.FAILED, List.of(), List.of(), List.of(), Failure.of(null, "Cancelled.", null)));

        assertThat(counter(MeterNames.FAILURES, "clickhouse")).isEqualTo(1);
        assertThat(counter(MeterNames.FAILURES, "postgres")).isEqualTo(1);
    }

    private static Step up(long version) {
        return new Step("postgres", Direction.UP, MigrationId.of(version), "a", 0);
    }

    private static Report report(@Nullable Failure failure) {
        List<DatabaseStatus> databases = List.of(
                new DatabaseStatus(
                        "postgres", "postgresql", true, 1L, List.of(), new LockStatus("advisory", null, null), null),
                new DatabaseStatus(
                        "clickhouse", "clickhouse", true, 1L, List.of(), new LockStatus("ladder", null, null), null));
        return new Report(
                "r",
                failure == null ? Report.Outcome.DONE : Report.Outcome.FAILED,
                List.of(),
                List.of(),
                databases,
                failure);
    }

    private double gauge(String name, String database) {
        return registry.get(name).tag(MeterNames.DATABASE, database).gauge().value();
    }

    private double counter(String name, String database) {
        return registry.get(name)
                .tag(MeterNames.DATABASE, database)
                .functionCounter()
                .count();
    }

    private FunctionTimer timer(String name) {
        return registry.get(name).tag(MeterNames.DATABASE, "postgres").functionTimer();
    }
}
