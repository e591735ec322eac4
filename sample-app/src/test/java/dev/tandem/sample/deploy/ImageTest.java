package dev.tandem.sample.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The Dockerfile, and the Compose file that uses its image. */
class ImageTest {
    private static final Pattern PINNED = Pattern.compile("[a-z/-]+:\\d[\\w.-]*");

    private final List<Instruction> instructions = instructions();
    private final JsonNode services = DeployFiles.document("compose.yaml").path("services");

    private record Instruction(String name, String rest) {}

    @Test
    void everyBaseImageHasAVersion() {
        assertThat(of("FROM"))
                .hasSize(3)
                .allMatch(from -> PINNED.matcher(from.split(" ", 2)[0]).matches());
    }

    @Test
    void theImageRunsAsANumberThatIsNotRoot() {
        assertThat(of("USER")).hasSize(1);
        assertThat(last("USER")).matches("[1-9]\\d*:[1-9]\\d*");
        assertThat(instructions.lastIndexOf(new Instruction("USER", last("USER"))))
                .as("in the last stage, behind everything that writes")
                .isGreaterThan(position("FROM"))
                .isGreaterThan(position("RUN"))
                .isGreaterThan(position("COPY"));
        Way.all()
                .flatMap(way -> way.pods().stream())
                .map(pod -> pod.at("/securityContext/runAsUser").asString() + ":"
                        + pod.at("/securityContext/runAsGroup").asString())
                .forEach(user -> assertThat(user).isEqualTo(last("USER")));
    }

    @Test
    void theLayersAreCopiedFromWhatChangesLeast() {
        assertThat(of("COPY").filter(copy -> copy.startsWith("--from=layers")))
                .containsExactly(
                        "--from=layers /layers/extracted/dependencies/ ./",
                        "--from=layers /layers/extracted/spring-boot-loader/ ./",
                        "--from=layers /layers/extracted/snapshot-dependencies/ ./",
                        "--from=layers /layers/extracted/application/ ./");
    }

    @Test
    void javaIsTheProcessItselfAndUsesTheArchiveThatTheBuildMakes() {
        List<String> entryPoint = JsonMapper.builder()
                .build()
                .readTree(last("ENTRYPOINT"))
                .valueStream()
                .map(JsonNode::asString)
                .toList();
        String directory = last("WORKDIR");
        assertThat(entryPoint)
                .startsWith("java")
                .contains("-XX:SharedArchiveFile=" + directory + "/app.jsa")
                .as("where the archive does not fit, the JVM says so beside the JSON, not in it")
                .containsSubsequence("-Xlog:disable", "-Xlog:all=warning:stderr")
                .endsWith("-jar", directory + "/app.jar");
        assertThat(last("RUN"))
                .as("the archive fits a path only if it was written in the same way")
                .contains(
                        "-XX:ArchiveClassesAtExit=" + directory + "/app.jsa",
                        "-jar " + directory + "/app.jar",
                        "test -s " + directory + "/app.jsa");
        assertThat(of("CMD")).as("arguments are those of the application").isEmpty();
    }

    @Test
    void theServicesUseImagesWithAVersionAndTheOneThatIsBuiltHere() {
        assertThat(services.valueStream()
                        .map(service -> service.path("image").asString(""))
                        .filter(image -> !image.equals("tandem-sample:latest")))
                .hasSize(2)
                .allMatch(image -> PINNED.matcher(image).matches());
        JsonNode build = services.at("/migrate/build");
        assertThat(DeployFiles.ROOT
                        .resolve(build.path("context").asString())
                        .resolve(build.path("dockerfile").asString()))
                .isRegularFile();
        assertThat(services.at("/application/image")).isEqualTo(services.at("/migrate/image"));
    }

    @Test
    void theApplicationStartsWhenTheMigrationIsDone() {
        assertThat(condition("migrate", "postgres")).isEqualTo("service_healthy");
        assertThat(condition("migrate", "clickhouse")).isEqualTo("service_healthy");
        assertThat(condition("application", "migrate")).isEqualTo("service_completed_successfully");
        assertThat(services.at("/migrate/command/0").asString()).isEqualTo("migrate");
        assertThat(services.at("/migrate/restart").asString()).isEqualTo("no");
        assertThat(services.at("/application/environment/TANDEM_AUTO_MIGRATE").asString())
                .isEqualTo("false");
        for (String serving : List.of("postgres", "clickhouse", "application")) {
            assertThat(services.path(serving).at("/healthcheck/test").size())
                    .as(serving)
                    .isPositive();
        }
    }

    @Test
    void everyVariableIsAProperty() {
        assertThat(services.valueStream().flatMap(service -> service.path("environment").propertyNames().stream()))
                .contains("TANDEM_STARTUP_CHECK")
                .satisfies(names ->
                        assertThat(Variables.unknown(List.copyOf(names))).isEmpty());
    }

    private String condition(String service, String other) {
        return services.path(service)
                .path("depends_on")
                .path(other)
                .path("condition")
                .asString("");
    }

    private Stream<String> of(String name) {
        return instructions.stream()
                .filter(instruction -> instruction.name().equals(name))
                .map(Instruction::rest);
    }

    private String last(String name) {
        return Objects.requireNonNull(of(name).reduce((first, second) -> second).orElse(null), name);
    }

    private int position(String name) {
        return instructions.lastIndexOf(new Instruction(name, last(name)));
    }

    /** Comments left out, and what is continued on the next line put on one. */
    private static List<Instruction> instructions() {
        String text = DeployFiles.text(DeployFiles.ROOT.resolve("Dockerfile"))
                .replaceAll("(?m)^\\s*#.*\\R?", "")
                .replaceAll("\\\\\\R\\s*", "");
        List<Instruction> instructions = new ArrayList<>();
        for (String line : text.lines().filter(line -> !line.isBlank()).toList()) {
            String[] parts = line.split(" ", 2);
            instructions.add(new Instruction(parts[0], parts[1].strip()));
        }
        return instructions;
    }
}
