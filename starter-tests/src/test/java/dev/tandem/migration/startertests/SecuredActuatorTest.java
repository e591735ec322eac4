package dev.tandem.migration.startertests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** With Spring Security on the class path nobody sees what he may not, and probes still work. */
class SecuredActuatorTest {
    private static final String SECRET = "correct horse";

    private final TestDatabase postgres = DatabasesForTests.postgres();
    private final HttpClient client = HttpClient.newHttpClient();
    private ConfigurableApplicationContext context;
    private String address;

    @BeforeEach
    void start() {
        context = new SpringApplication(Application.class)
                .run(
                        "--server.port=0",
                        "--spring.datasource.url=" + postgres.jdbcUrl(),
                        "--spring.flyway.enabled=false",
                        "--spring.liquibase.enabled=false",
                        "--spring.session.jdbc.initialize-schema=always",
                        "--spring.security.user.password=" + SECRET,
                        "--management.endpoints.web.exposure.include=health,migrations",
                        "--management.endpoint.health.probes.enabled=true",
                        "--tandem.page=true",
                        "--tandem.auto-migrate=true");
        address = "http://localhost:" + context.getEnvironment().getProperty("local.server.port") + "/actuator";
    }

    @AfterEach
    void end() {
        context.close();
        postgres.close();
    }

    @Test
    void aStrangerSeesNothingOfTheMigrations() throws Exception {
        assertThat(get("/migrations", "text/html", null).statusCode()).isIn(302, 401);
        assertThat(get("/migrations", "application/json", null).statusCode()).isEqualTo(401);
        assertThat(get("/migrations/postgres", "application/json", null).statusCode())
                .isEqualTo(401);
    }

    @Test
    void aUserSeesThem() throws Exception {
        assertThat(get("/migrations", "application/json", SECRET).body()).contains("\"current\":1");
        assertThat(get("/migrations", "text/html", SECRET).body()).contains("<section aria-label=\"postgres\">");
    }

    @Test
    void aProbeNeedsNoPassword() throws Exception {
        assertThat(get("/health/readiness", "application/json", null).statusCode())
                .isEqualTo(200);
    }

    private HttpResponse<String> get(String path, String type, String password) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address + path)).header("Accept", type);
        if (password != null) {
            String user = Base64.getEncoder().encodeToString(("user:" + password).getBytes(StandardCharsets.UTF_8));
            request.header("Authorization", "Basic " + user);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}
}
