package dev.tandem.migration.boot.cli;

import dev.tandem.migration.Command.Resume;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The decision that a dirty database waits for. */
final class ResumeOption {
    @Option(
            names = "--resume",
            paramLabel = "retry|skip",
            converter = Converter.class,
            description = "On a dirty database: run the statement at which it stopped again, or take it as done.")
    private @Nullable Choice choice;

    private enum Choice {
        RETRY,
        SKIP
    }

    private static final class Converter extends WordConverter<Choice> {
        Converter() {
            super(Choice.class);
        }
    }

    Resume resume() {
        if (choice == null) {
            return Resume.REFUSE;
        }
        return choice == Choice.RETRY ? Resume.RETRY : Resume.SKIP;
    }
}
