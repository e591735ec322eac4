package dev.tandem.migration.boot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class CommandsTest {
    private final Map<String, CommandLine> all = Commands.all().getSubcommands();

    @Test
    void ofThoseAmongTheWordsEachIsMadeByEveryNameOfIts() {
        assertThat(all).isNotEmpty();
        all.forEach((word, command) -> {
            Map<String, CommandLine> among =
                    Commands.among(List.of("--db", word, "x")).getSubcommands();

            assertThat(new TreeSet<>(among.keySet()))
                    .isEqualTo(new TreeSet<>(command.getCommandSpec().names()));
            assertThat(among.get(word).getCommandSpec().userObject())
                    .hasSameClassAs(command.getCommandSpec().userObject());
        });
    }

    @Test
    void aWordThatIsGivenTwiceIsOneCommand() {
        assertThat(Commands.among(List.of("up", "up", "create", "new")).getSubcommands())
                .containsOnlyKeys("up", "create", "new");
    }

    /**
     * Spellings are told apart by the options of the commands that were made: so it must make no difference which were. But for the
     * version, which by itself the tool shows.
     */
    @Test
    void anOptionTakesAValueInEveryCommandOrInNone() {
        Map<String, Set<Boolean>> takesValue = new HashMap<>();
        for (CommandLine command : all.values()) {
            for (OptionSpec option : command.getCommandSpec().options()) {
                for (String name : option.names()) {
                    takesValue
                            .computeIfAbsent(name, known -> new TreeSet<>())
                            .add(option.arity().min() > 0);
                }
            }
        }

        assertThat(takesValue)
                .isNotEmpty()
                .allSatisfy((name, answers) -> assertThat(answers).hasSize(1));
    }
}
