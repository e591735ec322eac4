package dev.tandem.migration.boot.cli;

import dev.tandem.migration.Command;
import dev.tandem.migration.Command.Resume;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How many migrations; a count below zero takes back, whatever the command. */
final class HowMany {
    @Option(
            names = "--steps",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "How many migrations in each database; a negative number takes back.")
    private @Nullable Integer steps;

    @Option(names = "--all", description = "All of them.")
    private boolean all;

    @Nullable
    String complaint() {
        return all && steps != null ? "--steps and --all contradict each other." : null;
    }

    boolean isSaid() {
        return all || steps != null;
    }

    /** Forward, unless the count is negative. */
    Command up(Resume resume) {
        int count = count(Command.ALL);
        return count < 0 ? new Command.Down(-count, resume) : new Command.Up(count, resume);
    }

    /** Back, whatever the sign; one migration unless said otherwise. */
    Command down(Resume resume) {
        return new Command.Down(Math.abs(count(1)), resume);
    }

    private int count(int otherwise) {
        if (all) {
            return Command.ALL;
        }
        return steps == null ? otherwise : steps;
    }
}
