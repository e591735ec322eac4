package dev.tandem.migration.boot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
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

    /** Where they are compiled to: one that was written and not named here would be missing without a word. */
    @Test
    void noneIsForgotten() throws Exception {
        Path folder =
                Path.of(Commands.class.getResource("Commands.class").toURI()).getParent();
        Set<String> written = new TreeSet<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith("Command.class"))
                    .toList()) {
                String name = Commands.class.getPackageName() + "."
                        + file.getFileName().toString().replace(".class", "");
                Command command = Class.forName(name).getAnnotation(Command.class);
                if (command != null && !name.equals(RootCommand.class.getName())) {
                    written.add(command.name());
                }
            }
        }

        Set<String> made = new TreeSet<>();
        all.values().forEach(command -> made.add(command.getCommandSpec().name()));
        assertThat(made).isNotEmpty().isEqualTo(written);
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
