package dev.tandem.migration.boot.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tandem.migration.boot.cli.Parsed.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompletionTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "migrate,   st,        status steps",
        "migrate,   --ver,     --version",
        "./migrate, dow,       down",
        "migrate,   up --dry,  --dry-run",
        "migrate,   up --out,  --output",
        "migrate,   status --check --ti, --timeout",
    })
    void bashCompletes(String command, String typed, String expected) throws Exception {
        assertThat(complete(command, typed).split("\\s+")).containsExactlyInAnyOrder(expected.split(" "));
    }

    @Test
    void anUnknownShellIsRefused() {
        assertThat(answer("fish")).isEqualTo(new Answer(answer("fish").text(), 2));
        assertThat(answer("fish").text()).contains("bash or zsh, not 'fish'");
        assertThat(answer("zsh")).isEqualTo(answer("bash"));
        assertThat(answer("zsh").text()).contains("bashcompinit").doesNotContain("shell)");
    }

    /** As bash does it when Tab is pressed. */
    private String complete(String command, String typed) throws IOException, InterruptedException {
        String script = "compopt() { :; }\n" // only while Tab is pressed
                + answer("bash").text()
                + "\nCOMP_LINE='" + command + " " + typed + "'; COMP_WORDS=($COMP_LINE); COMP_POINT=${#COMP_LINE}"
                + "\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))"
                + "\nfunction=$(complete -p \"${COMP_WORDS[0]##*/}\" | sed 's/.*-F \\([^ ]*\\).*/\\1/')"
                + "\n$function \"${COMP_WORDS[0]}\" \"${COMP_WORDS[COMP_CWORD]}\" \"${COMP_WORDS[COMP_CWORD-1]}\""
                + "\necho \"${COMPREPLY[@]}\"\n";
        Path file = Files.writeString(directory.resolve("completion"), script);
        Path output = directory.resolve("output");
        Process bash;
        try {
            bash = new ProcessBuilder("bash", file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "bash is not installed");
            throw e;
        }
        bash.waitFor();
        return Files.readString(output, UTF_8).strip();
    }

    private static Answer answer(String shell) {
        return (Answer) Parser.parse(List.of("completion", shell), false);
    }
}
