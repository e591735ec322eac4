package dev.tandem.migration.boot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command line that {@code deploy/} runs is one. */
class DeployedCommandLinesTest {
    private static final Path ROOT = Path.of("..");

    static Stream<String> lines() throws IOException {
        try (Stream<Path> deployed = Files.walk(ROOT.resolve("deploy"))) {
            List<Path> files = deployed.filter(Files::isRegularFile).sorted().toList();
            return files.stream().flatMap(DeployedCommandLinesTest::lines).distinct().toList().stream();
        }
    }

    @Test
    void thereAreSomeOfEachKind() throws IOException {
        assertThat(lines())
                .contains(
                        "up --timeout 5m",
                        "up --timeout 10m",
                        "up --dry-run --output text",
                        "validate --output github --tandem.path=file:migrations",
                        "goto 5 --db x --yes",
                        "up --db x --resume retry");
    }

    @ParameterizedTest
    @MethodSource("lines")
    void everyCommandLineIsUnderstood(String line) {
        assertThat(CommandLines.complaint(line)).as(line).isNull();
    }

    private static Stream<String> lines(Path file) {
        try {
            return CommandLines.in(Files.readString(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
