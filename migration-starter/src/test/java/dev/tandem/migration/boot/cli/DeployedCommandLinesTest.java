package dev.tandem.migration.boot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.boot.cli.Parsed.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command line that {@code deploy/} runs, and its documentation tells people to type, is one. */
class DeployedCommandLinesTest {
    private static final Path ROOT = Path.of("..");

    /** As the arguments of a container. */
    private static final Pattern LIST = Pattern.compile("\\[\"migrate\", ([^\\]]+)]");

    /** Behind the jar, an image or the service of Compose, up to where the shell ends it. */
    private static final Pattern SHELL =
            Pattern.compile("(?:app\\.jar|tandem-sample|run --rm migrate) migrate ([^\\n`|>#;)]+)");

    /** As a word in a text. */
    private static final Pattern CODE = Pattern.compile("`migrate ([^`]+)`");

    static Stream<String> lines() throws IOException {
        try (Stream<Path> deployed = Files.walk(ROOT.resolve("deploy"))) {
            List<Path> files = Stream.concat(
                            deployed.filter(Files::isRegularFile), Stream.of(ROOT.resolve("docs/kubernetes.md")))
                    .sorted()
                    .toList();
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
        Parsed parsed = new Parser(false).parse(ApplicationArguments.forTool(("migrate " + line).split(" +")));
        assertThat(parsed).as(line).isInstanceOf(Work.class);
        CommonOptions options = ((Work) parsed).command().options();
        assertThat(options.namesDatabases() || !options.yes())
                .as("with several databases, --yes needs --db")
                .isTrue();
    }

    private static Stream<String> lines(Path file) {
        String text = read(file);
        return Stream.of(
                        groups(LIST, text).map(list -> list.replaceAll("[\",]+", "")),
                        groups(SHELL, text).map(line -> line.replaceAll(" {2,}.*", "")),
                        groups(CODE, text))
                .flatMap(found -> found)
                // What a shell or a template fills in.
                .map(line -> line.replaceAll("\"\\$version\"|VERSION", "5")
                        .replaceAll("\"\\$\\w+\"|\\{\\{[^}]*}}", "x")
                        .strip());
    }

    private static Stream<String> groups(Pattern pattern, String text) {
        return pattern.matcher(text).results().map((MatchResult result) -> result.group(1));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
