package dev.tandem.migration.seed;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How to seed.
 *
 * @param truncate whether the tables of the files are emptied before
 * @param dryRun whether to read and check only: nothing is locked, nothing written
 * @param variables the value of a variable by its name, {@code null} when it is not set
 */
public record SeedOptions(boolean truncate, boolean dryRun, Function<String, @Nullable String> variables) {

    /** Writes, without emptying anything before; variables come from the environment of this process. */
    public static SeedOptions defaults() {
        return new SeedOptions(false, false, System::getenv);
    }

    /** The same, emptying the tables of the files before. */
    public SeedOptions truncating() {
        return new SeedOptions(true, dryRun, variables);
    }

    /** The same, without doing it. */
    public SeedOptions dry() {
        return new SeedOptions(truncate, true, variables);
    }

    /** The same with other variables. */
    public SeedOptions with(Function<String, @Nullable String> otherVariables) {
        return new SeedOptions(truncate, dryRun, otherVariables);
    }
}
