package dev.tandem.migration.boot.cli;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.boot.MigrationProperties;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.springframework.util.ClassUtils;

/** Leaves the meters of a command at a Prometheus Pushgateway: a Job is gone before anybody could scrape it. */
final class Push {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    static final String REGISTRY = "io.micrometer.prometheusmetrics.PrometheusMeterRegistry";

    private final URI address;
    private final ScrapedMeters meters;

    private Push(URI address, ScrapedMeters meters) {
        this.address = address;
        this.meters = meters;
    }

    /**
     * To a configured gateway.
     *
     * @throws InvalidConfigurationException when its address cannot be used, or what writes the meters is not there
     */
    static Push to(MigrationProperties.Push gateway, Duration slowThreshold) {
        if (!ClassUtils.isPresent(REGISTRY, Push.class.getClassLoader())) {
            throw new InvalidConfigurationException(
                    Failure.of(
                            null,
                            "tandem.push.url is set, and io.micrometer:micrometer-registry-prometheus is not on the class"
                                    + " path.",
                            "Add it to the application, or leave tandem.push.url out."),
                    null);
        }
        return new Push(address(gateway), new ScrapedMeters(slowThreshold));
    }

    private static URI address(MigrationProperties.Push gateway) {
        String url = String.valueOf(gateway.url()).replaceFirst("/+$", "");
        try {
            URI address = URI.create(url + "/metrics/job/"
                    + URLEncoder.encode(gateway.job(), StandardCharsets.UTF_8).replace("+", "%20"));
            HttpRequest.newBuilder(address);
            return address;
        } catch (IllegalArgumentException e) {
            throw new InvalidConfigurationException(
                    Failure.of(
                            null,
                            "tandem.push.url is no address of a Pushgateway: " + e.getMessage() + ".",
                            "Set it to one such as http://pushgateway:9091."),
                    e);
        }
    }

    /** What has to hear of the command's runs. */
    List<MigrationListener> listeners() {
        return meters.listeners();
    }

    /** Replaces what the gateway has of this job. */
    void push() throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(PATIENCE)
                .header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                .PUT(HttpRequest.BodyPublishers.ofString(meters.scrape()))
                .build();
        int status =
                client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        if (status >= 300) {
            throw new IOException(address + " answered with status " + status);
        }
    }
}
