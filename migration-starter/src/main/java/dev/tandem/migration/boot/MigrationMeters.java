package dev.tandem.migration.boot;

import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.Direction;
import dev.tandem.migration.Failure;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.Report;
import dev.tandem.migration.Step;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Counts what runs do. It counts by itself and not in a registry: an application migrates before its registries are bound, and
 * what was counted until then is in them all the same.
 */
public final class MigrationMeters implements MigrationListener, MeterBinder {
    private final MigrationMonitor monitor;
    private final Duration slowThreshold;
    private final Clock clock;
    private final Map<String, Counts> databases = new ConcurrentHashMap<>();

    /**
     * With nothing counted yet.
     *
     * @param monitor knows the databases, and what is pending in them
     * @param slowThreshold what takes longer is slow
     */
    public MigrationMeters(MigrationMonitor monitor, Duration slowThreshold) {
        this(monitor, slowThreshold, Clock.systemUTC());
    }

    MigrationMeters(MigrationMonitor monitor, Duration slowThreshold, Clock clock) {
        this.monitor = monitor;
        this.slowThreshold = slowThreshold;
        this.clock = clock;
    }

    /** Of one database, since the process began; written by the thread of a run, read by whoever scrapes. */
    private static final class Counts {
        private final AtomicLong applied = new AtomicLong();
        private final AtomicLong failures = new AtomicLong();
        private final AtomicLong slow = new AtomicLong();
        private final AtomicLong migrations = new AtomicLong();
        private final AtomicLong migrating = new AtomicLong();
        private final AtomicLong waits = new AtomicLong();
        private final AtomicLong waited = new AtomicLong();
        private volatile @Nullable Duration waiting;
        private volatile double lastSuccess = Double.NaN;

        void waitIsOver(Duration time) {
            waiting = null;
            waits.incrementAndGet();
            waited.addAndGet(time.toNanos());
        }
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        monitor.databases().forEach(name -> bind(registry, name, of(name)));
    }

    private void bind(MeterRegistry registry, String name, Counts counts) {
        Tags tags = Tags.of(MeterNames.DATABASE, name);
        Gauge.builder(MeterNames.PENDING, monitor, known -> read(known, name, DatabaseStatus::pending))
                .description("Migrations that are due")
                .tags(tags)
                .register(registry);
        Gauge.builder(MeterNames.DIRTY, monitor, known -> read(known, name, status -> status.dirty() ? 1 : 0))
                .description("Whether a migration is dirty")
                .tags(tags)
                .register(registry);
        FunctionCounter.builder(MeterNames.APPLIED, counts, known -> known.applied.get())
                .description("Migrations applied")
                .tags(tags)
                .register(registry);
        FunctionCounter.builder(MeterNames.FAILURES, counts, known -> known.failures.get())
                .description("Runs that failed")
                .tags(tags)
                .register(registry);
        FunctionCounter.builder(MeterNames.SLOW, counts, known -> known.slow.get())
                .description("Migrations that took longer than tandem.slow-threshold")
                .tags(tags)
                .register(registry);
        FunctionTimer.builder(
                        MeterNames.LOCK_WAIT,
                        counts,
                        known -> known.waits.get(),
                        known -> known.waited.get(),
                        TimeUnit.NANOSECONDS)
                .description("Waiting for a lock that another run held")
                .tags(tags)
                .register(registry);
        FunctionTimer.builder(
                        MeterNames.DURATION,
                        counts,
                        known -> known.migrations.get(),
                        known -> known.migrating.get(),
                        TimeUnit.NANOSECONDS)
                .description("Migrations, up or down")
                .tags(tags)
                .register(registry);
        TimeGauge.builder(MeterNames.LAST_SUCCESS, counts, TimeUnit.SECONDS, known -> known.lastSuccess)
                .description("When a run last ended well, since 1970")
                .tags(tags)
                .register(registry);
    }

    private static double read(MigrationMonitor monitor, String name, ToDoubleFunction<DatabaseStatus> what) {
        MigrationMonitor.State state = monitor.state(name);
        return state == null || state.status().error() != null ? Double.NaN : what.applyAsDouble(state.status());
    }

    private Counts of(String database) {
        return databases.computeIfAbsent(database, name -> new Counts());
    }

    @Override
    public void lockAwaited(String database, @Nullable String holder, Duration waited) {
        of(database).waiting = waited;
    }

    @Override
    public void lockAcquired(String database, Duration waited) {
        if (of(database).waiting != null) {
            of(database).waitIsOver(waited);
        }
    }

    @Override
    public void stepCompleted(Step step, Duration duration) {
        Counts counts = of(step.database());
        if (step.recordsOnly()) {
            return;
        }
        if (step.direction() == Direction.UP) {
            counts.applied.incrementAndGet();
        }
        counts.migrations.incrementAndGet();
        counts.migrating.addAndGet(duration.toNanos());
        if (duration.compareTo(slowThreshold) > 0) {
            counts.slow.incrementAndGet();
        }
    }

    @Override
    public void runFinished(Report report) {
        databases.values().forEach(MigrationMeters::endWait);
        Failure failure = report.failure();
        List<String> concerned =
                report.databases().stream().map(DatabaseStatus::name).toList();
        if (failure == null) {
            double now = clock.millis() / 1000.0;
            concerned.forEach(name -> of(name).lastSuccess = now);
        } else if (failure.database() != null) {
            of(failure.database()).failures.incrementAndGet();
        } else {
            (concerned.isEmpty() ? monitor.databases() : concerned)
                    .forEach(name -> of(name).failures.incrementAndGet());
        }
    }

    /** A run that waited in vain has waited, too. */
    private static void endWait(Counts counts) {
        Duration waited = counts.waiting;
        if (waited != null) {
            counts.waitIsOver(waited);
        }
    }
}
