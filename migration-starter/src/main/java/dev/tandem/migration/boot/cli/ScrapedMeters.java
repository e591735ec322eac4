package dev.tandem.migration.boot.cli;

import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.boot.MigrationMeters;
import dev.tandem.migration.boot.MigrationMonitor;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;

/** The same meters as an application has, as Prometheus reads them; apart, because what writes them may not be there. */
final class ScrapedMeters {
    private final MigrationMonitor monitor = new MigrationMonitor();
    private final MigrationMeters meters;

    ScrapedMeters(Duration slowThreshold) {
        meters = new MigrationMeters(monitor, slowThreshold);
    }

    List<MigrationListener> listeners() {
        return List.of(monitor, meters);
    }

    String scrape() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        meters.bindTo(registry);
        return registry.scrape();
    }
}
