package dev.tandem.migration.boot.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A version that is always said, never guessed. */
final class WhichVersion {
    @Option(names = "--version", paramLabel = "N", converter = VersionWord.Converter.class, description = "The same.")
    private @Nullable VersionWord option;

    @Parameters(
            paramLabel = "N",
            arity = "0..1",
            converter = VersionWord.Converter.class,
            description = "The version, as its file has it; none is before all of them.")
    private @Nullable VersionWord word;

    @Nullable
    String complaint(String example) {
        if (option == null && word == null) {
            return "Which version? For example: " + example;
        }
        return option != null && word != null ? "Give the version once." : null;
    }

    @Nullable
    Long version() {
        return Objects.requireNonNull(option != null ? option : word).version();
    }
}
