package dev.tandem.migration.boot.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.migration.MigrationListener;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ProgressBarsTest {
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(shown, true, UTF_8);
    private final ProgressBars bars = new ProgressBars(
            out, new ProgressLines(new Output(new Terminal(out, out, null, false), new CommonOptions())));

    @Test
    void aTerminalIsToldThatAServerIsNotThereYet() {
        bars.databaseAwaited("postgres", "Connection refused.", Duration.ofSeconds(1));
        assertThat(shown.toString(UTF_8)).contains("postgres  is not there yet, trying again", "Connection refused.");
    }

    @Test
    void nothingThatIsToldElsewhereIsLeftOutOnATerminal() {
        assertThat(Arrays.stream(MigrationListener.class.getDeclaredMethods())
                        .filter(Method::isDefault)
                        .map(Method::getName))
                .allSatisfy(name -> assertThat(ProgressBars.class.getDeclaredMethods())
                        .extracting(Method::getName)
                        .contains(name));
    }
}
