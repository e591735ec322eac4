package dev.tandem.migration.boot.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.migration.Command;
import dev.tandem.migration.Direction;
import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.JavaCode;
import dev.tandem.migration.MigrationId;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.Plan;
import dev.tandem.migration.Step;
import dev.tandem.migration.source.CodeScript;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
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
    void whatCodeSaysOfItsProgressStandsBesideTheBar() {
        Step step = new Step("postgres", Direction.UP, MigrationId.of(8), "backfill", 0);
        bars.runStarted("run", new Plan(Command.up(), List.of("postgres"), List.of(step), List.of()));
        try {
            bars.stepStarted(step, new CodeScript("Backfill", JavaCode.inTransaction(context -> {})));
            bars.stepProgressed(step, "rows 1\nof 2");

            await().untilAsserted(() -> assertThat(shown.toString(UTF_8)).contains("8 backfill, ", ", rows 1 of 2"));
        } finally {
            bars.stepCompleted(step, Duration.ofSeconds(1));
            bars.runFinished(new InvalidConfigurationException(Failure.of(null, "over", null), null).report());
        }
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
