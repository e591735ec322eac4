package dev.tandem.migration.boot.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.boot.MigrationProperties;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PushTest {
    private final TestDatabase postgres = DatabasesForTests.postgres();
    private final List<String> pushed = new CopyOnWriteArrayList<>();
    private HttpServer gateway;
    private int status = 200;

    @BeforeEach
    void startGateway() throws IOException {
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            pushed.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + "\n" + body);
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        gateway.start();
    }

    @AfterEach
    void endGatewayAndDropDatabase() {
        gateway.stop(0);
        postgres.close();
    }

    @Test
    void aRunLeavesItsMetersAtTheGateway() {
        assertThat(tool("classpath:migrations").run("migrate", "up").code()).isZero();

        assertThat(pushed)
                .singleElement()
                .satisfies(push -> assertThat(push)
                        .startsWith("PUT /metrics/job/nightly%20run\n")
                        .contains("tandem_applied_total{database=\"postgres\"} 2.0")
                        .contains("tandem_pending{database=\"postgres\"} 0.0"));
    }

    @Test
    void aRunThatFailsDoesToo() {
        assertThat(tool("classpath:broken").run("migrate", "up").code()).isEqualTo(1);

        assertThat(pushed)
                .singleElement()
                .satisfies(push -> assertThat(push).contains("tandem_failures_total{database=\"postgres\"} 1.0"));
    }

    @Test
    void whatTheGatewayRefusesIsToldAndChangesNothingElse() {
        status = 503;

        TestTool.Result result = tool("classpath:migrations").run("migrate", "up");

        assertThat(result.code()).isZero();
        assertThat(result.err()).contains("The meters were not pushed").contains("answered with status 503");
    }

    @Test
    void anAddressThatIsNoneIsRefusedBeforeAnythingRuns() {
        assertThatThrownBy(() -> Push.to(new MigrationProperties.Push("not an address", "x"), Duration.ofSeconds(1)))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("tandem.push.url");
    }

    private TestTool tool(String path) {
        return new TestTool()
                .with("tandem.databases.postgres.url", postgres.jdbcUrl())
                .with("tandem.path", path)
                .with(
                        "tandem.push.url",
                        "http://localhost:" + gateway.getAddress().getPort() + "/")
                .with("tandem.push.job", "nightly run");
    }
}
