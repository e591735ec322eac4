package dev.tandem.migration.boot.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tandem.migration.boot.MigrationMonitor;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The page as a browser sees it; where there is no Chromium on the path it says that it was skipped. */
class PageInBrowserTest {
    /** Where the screenshots are left, to be looked at. */
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    @TempDir
    Path directory;

    private final TestDatabase postgres = DatabasesForTests.postgres();
    private final TestDatabase clickhouse = DatabasesForTests.clickhouse();
    private ConfigurableApplicationContext context;

    @BeforeEach
    void needABrowser() throws IOException {
        assumeTrue(chromium() != null, "There is no chromium on the path");
        Files.createDirectories(SCREENSHOTS);
    }

    @AfterEach
    void end() {
        if (context != null) {
            context.close();
        }
        postgres.close();
        clickhouse.close();
    }

    @Test
    void bothDatabasesStandSideBySide() throws Exception {
        start();

        String page = browse("current.png", "--window-size=1280,900");

        assertThat(page)
                .contains("<section aria-label=\"postgres\">", "<section aria-label=\"clickhouse\">")
                .contains("At version 2, nothing pending");
    }

    @Test
    void aFailureStandsOutInTheDark() throws Exception {
        start("--tandem.databases.postgres.paths=classpath:broken/postgres", "--tandem.on-failure=continue");

        String page = browse("failed-dark.png", "--window-size=1280,900", "--blink-settings=preferredColorScheme=0");

        assertThat(page).contains("role=\"alert\"", "ALTER TABLE invoices", "2_wrong.up.sql");
    }

    @Test
    void aNarrowScreenShowsOneBelowTheOther() throws Exception {
        start();

        browse("narrow.png", "--window-size=420,1400");

        assertThat(SCREENSHOTS.resolve("narrow.png")).isNotEmptyFile();
    }

    /** The page is opened while the run waits, and asks for itself again; at its third look the run goes on. */
    @Test
    void aRunInProgressIsFollowedToItsEnd() throws Exception {
        Files.writeString(directory.resolve("1_gate.sql"), "SELECT pg_advisory_xact_lock(4711);");
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(4711)");
            start("--tandem.mode=background", "--tandem.databases.postgres.paths=" + directory);
            await().untilAsserted(() -> assertThat(browse("running.png")).contains("Now: 1 gate, up, statement 1"));
            context.getBean(Looks.class).atTheThird(() -> {
                statement.execute("SELECT pg_advisory_unlock(4711)");
                await().until(() ->
                        !context.getBean(MigrationMonitor.class).states().get(0).starting());
                return null;
            });

            String page = browse("followed.png", "--virtual-time-budget=60000");

            assertThat(page).contains("At version 1, nothing pending").contains("<main>");
        }
    }

    private void start(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(
                "--server.port=0",
                "--management.endpoints.web.exposure.include=migrations",
                "--tandem.page=true",
                "--tandem.auto-migrate=true",
                "--tandem.databases.postgres.url=" + postgres.jdbcUrl(),
                "--tandem.databases.clickhouse.url=" + clickhouse.jdbcUrl()));
        context = new SpringApplication(Application.class).run(all.toArray(String[]::new));
    }

    /** What the page is after its scripts have run. */
    private String browse(String screenshot, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                String.valueOf(chromium()),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--user-data-dir=" + directory.resolve("profile"),
                "--screenshot=" + SCREENSHOTS.resolve(screenshot).toAbsolutePath()));
        command.addAll(List.of(options));
        command.add("--dump-dom");
        command.add("http://localhost:" + context.getEnvironment().getProperty("local.server.port")
                + "/actuator/migrations");
        Path dom = directory.resolve("dom.html");
        Process browser = new ProcessBuilder(command)
                .redirectOutput(dom.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(browser.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            browser.destroyForcibly();
        }
        return Files.readString(dom, StandardCharsets.UTF_8);
    }

    private static File chromium() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> new File(folder, name)))
                .filter(File::canExecute)
                .findFirst()
                .orElse(null);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
    @Import(Looks.class)
    static class Application {}

    /** Counts who looks at the page. */
    static final class Looks implements Filter {
        private final AtomicInteger count = new AtomicInteger();
        private volatile Callable<?> atTheThird = () -> null;

        void atTheThird(Callable<?> action) {
            count.set(0);
            atTheThird = action;
        }

        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            try {
                if (count.incrementAndGet() == 3) {
                    atTheThird.call();
                }
            } catch (Exception e) {
                throw new ServletException(e);
            }
            chain.doFilter(request, response);
        }
    }
}
