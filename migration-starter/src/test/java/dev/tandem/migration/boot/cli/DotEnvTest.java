package dev.tandem.migration.boot.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.migration.InvalidConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;

class DotEnvTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "A=1|1",
                "A = 1  |1",
                "export A=1|1",
                "A=|",
                "A=one two|one two",
                "A=p#ss|p#ss",
                "A=pass # a comment|pass",
                "A=# a comment|",
                "A=\"# no comment\" # one|# no comment",
                "A='it is # \"this\"'|it is # \"this\"",
                "A=\"say \\\"yes\\\" \\\\o/\"|say \"yes\" \\o/",
                "A=it's|it's",
                "A=a=b==|a=b==",
                "A=postgresql://u:p%40ss@h:5432/d?sslmode=require|postgresql://u:p%40ss@h:5432/d?sslmode=require",
            })
    void readsAsShellsDo(String line, String value) {
        assertThat(read("# first\n\n" + line + "\nB=2\n")).isEqualTo(Map.of("A", value == null ? "" : value, "B", "2"));
    }

    @Test
    void quotedValuesMayHaveSeveralLines() {
        assertThat(read("KEY='-----BEGIN\nabc\n-----END'\r\nTWO=\"a\\nb\nc\"\nLAST=x"))
                .isEqualTo(Map.of("KEY", "-----BEGIN\nabc\n-----END", "TWO", "a\nb\nc", "LAST", "x"));
    }

    @Test
    void otherVariablesAreFilledInUnlessQuotedSingly() {
        write(".env", "HOST=db\nA=//${HOST}/x\nB=\"//${HOST}/x\"\nC='//${HOST}/$x'\nD=\"\\${HOST}\"\n");
        ConfigurableEnvironment environment = new StandardEnvironment();
        DotEnvFiles.addTo(environment, directory);
        assertThat(environment.getProperty("A")).isEqualTo("//db/x");
        assertThat(environment.getProperty("B")).isEqualTo("//db/x");
        assertThat(environment.getProperty("C")).isEqualTo("//${HOST}/$x");
        assertThat(environment.getProperty("D")).isEqualTo("${HOST}");
    }

    @Test
    void aProfilesFileIsStrongerAndWhatIsReallySetIsTheStrongest() {
        write(".env", "A=1\nB=1\nPATH=none\nSPRING_PROFILES_ACTIVE=staging\n");
        write(".env.staging", "B=2\n");
        write(".env.other", "B=3\n");
        ConfigurableEnvironment environment = new StandardEnvironment();
        DotEnvFiles.addTo(environment, directory);
        assertThat(environment.getProperty("A")).isEqualTo("1");
        assertThat(environment.getProperty("B")).isEqualTo("2");
        assertThat(environment.getProperty("PATH")).isEqualTo(System.getenv("PATH"));
    }

    @Test
    void noFileIsNoVariables() {
        assertThat(DotEnv.read(directory.resolve(".env"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"just secret", "1A=secret", "A='secret' more", "A=\"secret", "A=1\n=secret"})
    void whatCannotBeReadIsNotShown(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(".env:")
                .hasMessageNotContaining("secret");
    }

    private Map<String, String> read(String text) {
        write(".env", text);
        return DotEnv.read(directory.resolve(".env"));
    }

    private void write(String file, String text) {
        try {
            Files.writeString(directory.resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
