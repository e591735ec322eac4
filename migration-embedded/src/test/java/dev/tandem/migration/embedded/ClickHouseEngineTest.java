package dev.tandem.migration.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.migration.embedded.JavaProcess.Outcome;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClickHouseEngineTest {

    private final Path directory;

    ClickHouseEngineTest(@TempDir Path directory) {
        this.directory = directory;
    }

    /** Another application that needs the engine. */
    static final class Application {
        public static void main(String[] arguments) {
            try (EmbeddedClickHouse server = EmbeddedClickHouse.start()) {
                System.out.println(server.jdbcUrl());
            }
        }
    }

    @Test
    void withoutNpmTheErrorSaysSo() throws Exception {
        Outcome outcome = run("/nonexistent");
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).contains("npm, which is not on the PATH").contains("Install Node.js");
        assertThatNothingIsLeft();
    }

    @Test
    void whatNpmSaysIsInTheError() throws Exception {
        fakeNpm("echo 'npm error code ENOSPC'; exit 7");
        Outcome outcome = run(directory + ":/usr/bin:/bin");
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("npm ended with 7")
                .contains("npm error code ENOSPC")
                .contains("1 GB of free space");
        assertThatNothingIsLeft();
    }

    @Test
    void anNpmThatInstallsNothingIsAnError() throws Exception {
        fakeNpm("exit 0");
        Outcome outcome = run(directory + ":/usr/bin:/bin");
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).contains("npm could not fetch @chdb/");
        assertThatNothingIsLeft();
    }

    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, LINUX_X64",
        "Linux, aarch64, LINUX_ARM64",
        "Mac OS X, x86_64, MAC_X64",
        "Mac OS X, aarch64, MAC_ARM64"
    })
    void eachPlatformHasItsPackageInTheLockFile(String os, String arch, Platform platform) throws Exception {
        assertThat(Platform.of(os, arch)).isEqualTo(platform);
        try (InputStream lock = ClickHouseEngine.class.getResourceAsStream("clickhouse/package-lock.json")) {
            assertThat(lock).isNotNull();
            assertThat(new String(lock.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("\"node_modules/" + platform.clickhousePackage() + "\": {\n      \"version\": \""
                            + ClickHouseEngine.VERSION + "\"")
                    .doesNotContain("resolved");
        }
    }

    @Test
    void otherPlatformsAreRefused() {
        assertThatThrownBy(() -> Platform.of("Windows 11", "amd64"))
                .isInstanceOf(EmbeddedDatabasesException.class)
                .hasMessageContaining("Windows 11")
                .hasMessageContaining("Docker");
        assertThatThrownBy(() -> Platform.of("Linux", "riscv64")).isInstanceOf(EmbeddedDatabasesException.class);
    }

    private Outcome run(String path) throws Exception {
        Map<String, String> environment =
                Map.of("PATH", path, "TANDEM_CACHE", directory.resolve("cache").toString());
        return JavaProcess.start(environment, List.of(), Application.class).end();
    }

    private void fakeNpm(String script) throws Exception {
        Path npm = Files.writeString(directory.resolve("npm"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(npm, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void assertThatNothingIsLeft() throws Exception {
        try (Stream<Path> files = Files.list(directory.resolve("cache"))) {
            assertThat(files.filter(Files::isDirectory)).isEmpty();
        }
    }
}
