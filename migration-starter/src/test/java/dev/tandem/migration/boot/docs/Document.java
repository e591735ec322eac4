package dev.tandem.migration.boot.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation.
 *
 * @param path from the root of this checkout
 */
record Document(String path, List<String> lines) {
    static final Path ROOT = Path.of("..");

    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.*)");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");

    static Document read(Path file) {
        try {
            return new Document(ROOT.relativize(file).toString().replace('\\', '/'), Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** README.md, and whatever is in docs/ and deploy/. */
    static List<Document> all() {
        List<Document> all = new ArrayList<>();
        for (String name : List.of("README.md", "CONTRIBUTING.md", "docs", "deploy")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(name))) {
                files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(file -> all.add(read(file)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return all;
    }

    /** Its fenced blocks. */
    List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        String heading = "";
        String before = "";
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.startsWith("```")) {
                int from = i + 1;
                do {
                    i++;
                } while (!lines.get(i).strip().equals("```"));
                String text = String.join("\n", lines.subList(from, i)).stripIndent() + "\n";
                blocks.add(new Block(this, from, line.substring(3), heading, before, text));
                before = "";
            } else if (line.startsWith("#")) {
                heading = line;
            }
            before = line.isEmpty() || line.startsWith("```") ? before : line;
        }
        return blocks;
    }

    /** Its text without the fenced blocks. */
    String prose() {
        StringBuilder prose = new StringBuilder();
        boolean inside = false;
        for (String line : lines) {
            if (line.strip().startsWith("```")) {
                inside = !inside;
            } else if (!inside) {
                prose.append(line).append('\n');
            }
        }
        return prose.toString();
    }

    /** What its links point to. */
    List<String> links() {
        return LINK.matcher(prose())
                .results()
                .map((MatchResult link) -> link.group(1))
                .toList();
    }

    /** Its headings, as links name them. */
    Set<String> anchors() {
        Set<String> anchors = new HashSet<>();
        HEADING.matcher(prose()).results().forEach(heading -> {
            String anchor = heading.group(1)
                    .replaceAll("\\[([^\\]]*)]\\([^)]*\\)", "$1")
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .strip()
                    .replace(' ', '-');
            String unique = anchor;
            for (int i = 1; !anchors.add(unique); i++) {
                unique = anchor + "-" + i;
            }
        });
        return anchors;
    }
}
