package dev.tandem.sample;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Says where to look once the server answers. */
@Component
class Addresses {
    private static final Logger log = LoggerFactory.getLogger(Addresses.class);

    @EventListener
    void tell(WebServerInitializedEvent event) {
        if (event.getApplicationContext().getServerNamespace() == null) {
            String address = "http://localhost:" + event.getWebServer().getPort();
            log.info("""
                    Open
                      {}/actuator/migrations   what is applied, in both databases
                      {}/actuator/health       health, with a part for each database
                      {}/health/db             the databases alone
                      {}/users                 from PostgreSQL""", address, address, address, address);
        }
    }
}
