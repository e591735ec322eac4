package dev.tandem.migration.boot.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.boot.cli.CommandLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the documentation shows is run by a test that it names in a comment before it, is checked here, or says why it is
 * not run.
 */
class DocumentationTest {
    private static final Pattern MAKE = Pattern.compile("(?m)(?:^|`)make ([a-z][a-z-]*)");
    private static final Pattern TARGET = Pattern.compile("(?m)^([a-z-]+):");

    static Stream<Block> blocks() {
        return Document.all().stream().flatMap(document -> document.blocks().stream());
    }

    static Stream<Document> documents() {
        return Document.all().stream();
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void everyBlockIsWhatItSays(Block block) throws Exception {
        if (!block.runBy().isEmpty()) {
            assertThat(folded(read(block.runBy()))).contains(folded(block.text()));
        } else if (!block.comparedBy().isEmpty()) {
            assertThat(read(block.comparedBy()))
                    .contains(Path.of(block.document().path()).getFileName().toString());
        } else {
            check(block);
        }
    }

    private static void check(Block block) throws Exception {
        switch (block.language()) {
            case "yaml" -> Checks.yaml(block.text());
            case "json" -> Checks.json(block.text());
            case "xml" -> Checks.xml(block.text());
            case "sql" -> Checks.sql(block.text(), block.isOfClickHouse() ? "clickhouse" : "postgresql");
            case "" -> shell(block);
            default ->
                assertThat(block.isNotRun())
                        .as("it has a mark: <!-- run by … -->, or <!-- not run: … -->")
                        .isTrue();
        }
    }

    /** What is not ours cannot be looked at, and has to say so. */
    private static void shell(Block block) {
        block.shellLines()
                .lines()
                .filter(line -> !line.isBlank() && !block.isNotRun())
                .forEach(line -> assertThat(MAKE.matcher(line).find()
                                || CommandLines.in(line).findAny().isPresent())
                        .as("is a command of ours, or not run: %s", line)
                        .isTrue());
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyCommandLineIsUnderstood(Document document) {
        String text = document.prose()
                + document.blocks().stream().map(Block::shellLines).collect(Collectors.joining());

        assertThat(CommandLines.in(text).filter(line -> !line.equals("upp")))
                .allSatisfy(line -> assertThat(CommandLines.complaint(line)).isNull());
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyTargetOfMakeIsThere(Document document) throws IOException {
        Set<String> targets = TARGET.matcher(read("Makefile"))
                .results()
                .map(target -> target.group(1))
                .collect(Collectors.toSet());

        assertThat(MAKE.matcher(String.join("\n", document.lines())).results().map(make -> make.group(1)))
                .isSubsetOf(targets);
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyLinkLeadsSomewhere(Document document) {
        assertThat(document.links())
                .filteredOn(link -> !link.startsWith("http"))
                .allSatisfy(link -> {
                    Path folder = Document.ROOT.resolve(document.path()).resolveSibling("");
                    String[] parts = link.split("#", 2);
                    Path target = parts[0].isEmpty()
                            ? Document.ROOT.resolve(document.path())
                            : folder.resolve(parts[0]).normalize();
                    assertThat(target).exists();
                    if (parts.length == 2) {
                        assertThat(Document.read(target).anchors()).contains(parts[1]);
                    }
                });
    }

    @Test
    void everyDocumentIsInTheTableOfTheReadme() {
        List<String> links = Document.read(Document.ROOT.resolve("README.md")).links();

        assertThat(Document.all())
                .extracting(Document::path)
                .filteredOn(path -> path.startsWith("docs/") && !path.startsWith("docs/decisions/"))
                .isSubsetOf(links);
    }

    private static String read(String path) throws IOException {
        return Files.readString(Document.ROOT.resolve(path));
    }

    private static String folded(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    @Test
    void thereAreSomeOfEachLanguage() {
        assertThat(blocks().map(Block::language)).contains("", "java", "json", "sql", "xml", "yaml", "console");
    }
}
