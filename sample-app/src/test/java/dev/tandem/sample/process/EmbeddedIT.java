package dev.tandem.sample.process;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.util.FileSystemUtils;

/** No database at hand: {@code make demo} and {@code ./migrate} of a fresh checkout. */
class EmbeddedIT {

    @RegisterExtension
    final Sample sample = new Sample();

    @BeforeEach
    void haveNoDatabases() {
        sample.without("POSTGRES_URL")
                .without("CLICKHOUSE_URL")
                .with("TANDEM_EMBEDDED_POSTGRESPORT", "0")
                .with("TANDEM_EMBEDDED_CLICKHOUSEPORT", "0");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void nothingIsLeftOfAnApplicationWithDatabasesOfItsOwn() {
        SampleProcess application =
                sample.start("--tandem.embedded.enabled=true", "--tandem.embedded.directory=embedded");
        Sample.web(application).get().uri("/users").exchange().expectStatus().isOk();
        Sample.web(application)
                .get()
                .uri("/health/db")
                .exchange()
                .expectStatus()
                .isOk();
        List<ProcessHandle> family = application.family();
        assertThat(family).as("the application, PostgreSQL and ClickHouse").hasSizeGreaterThan(3);
        assertThat(family).anyMatch(one -> one.info().commandLine().orElse("").contains("/postgres -D "));

        application.terminate().endedWith(128 + 15);

        await().atMost(ofSeconds(10)).untilAsserted(() -> assertThat(family).noneMatch(SampleProcess::isAlive));
        assertThat(sample.directory().resolve("embedded")).doesNotExist();
    }

    @Test
    void theCommandLineOfACheckoutCanBeCalledTwiceAtOnce() throws IOException {
        Path checkout = Files.createDirectories(sample.directory().resolve("checkout"));
        Files.copy(Path.of("../migrate"), checkout.resolve("migrate"));
        assertThat(checkout.resolve("migrate").toFile().setExecutable(true)).isTrue();
        FileSystemUtils.copyRecursively(Path.of("../migrations"), checkout.resolve("migrations"));
        // Built already, and newer than its sources.
        Files.createDirectory(checkout.resolve("target"));
        Files.copy(Sample.JAR, checkout.resolve("target/tandem.jar"));

        String migrate = checkout.resolve("migrate").toString();
        SampleProcess one = sample.execute(migrate, "status", "--check");
        SampleProcess other = sample.execute(migrate, "status", "--check", "--output", "json");

        assertThat(one.result().endedWith(3).out())
                .contains("postgres (postgresql) has none applied", "clickhouse (clickhouse) has none applied");
        assertThat(other.result().endedWith(3).out())
                .startsWith("{\"databases\":[{\"name\":\"postgres\"")
                .hasLineCount(1);
        await().atMost(ofSeconds(10))
                .untilAsserted(() -> assertThat(Stream.of(one, other).flatMap(process -> process.family().stream()))
                        .isEmpty());
    }
}
