package dev.tandem.migration.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the guide to testing shows is what was compiled and run. */
class DocumentationTest {
    private static final Path ROOT = Path.of("..");
    private static final Path GUIDE = ROOT.resolve("docs/testing.md");
    private static final Pattern SNIPPET = Pattern.compile("<!-- (\\S+) (\\S+) -->\n```java\n(.*?)```", Pattern.DOTALL);

    @Test
    void snippetsAreTakenFromTests() throws IOException {
        String text = Files.readString(GUIDE);
        assertThat(SNIPPET.matcher(text).results())
                .hasSize(text.split("```java", -1).length - 1)
                .allSatisfy(snippet -> assertThat(snippet.group(3)).isEqualTo(tagged(snippet)));
    }

    private static String tagged(MatchResult snippet) throws IOException {
        String tag = Pattern.quote(snippet.group(2)) + "\\[]\n";
        Matcher region = Pattern.compile("// tag::" + tag + "(.*?) *// end::" + tag, Pattern.DOTALL)
                .matcher(Files.readString(ROOT.resolve(snippet.group(1))));
        assertThat(region.find())
                .as("%s in %s", snippet.group(2), snippet.group(1))
                .isTrue();
        return region.group(1).stripTrailing().stripIndent() + "\n";
    }
}
