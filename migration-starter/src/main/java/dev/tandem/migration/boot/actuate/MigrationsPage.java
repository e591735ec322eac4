package dev.tandem.migration.boot.actuate;

import dev.tandem.migration.boot.MigrationMonitor;
import java.time.Clock;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/** The endpoint as a page, for whoever asks for HTML. */
@EndpointWebExtension(endpoint = MigrationsEndpoint.class)
public final class MigrationsPage {
    private final MigrationMonitor monitor;
    private final PageText text;

    MigrationsPage(MigrationMonitor monitor) {
        this.monitor = monitor;
        this.text = new PageText(Clock.systemUTC());
    }

    /** All databases, side by side. */
    @ReadOperation(produces = "text/html;charset=UTF-8")
    public String page() {
        return text.of(monitor.states());
    }
}
