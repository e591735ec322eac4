package dev.tandem.migration.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a row of the fault suite counted. Each row is written to a file of its own below {@code target/faults}, as a line of
 * a Markdown table; {@code make test-faults} prints them together.
 */
public final class FaultTable {
    private static final Path DIRECTORY = Path.of("target", "faults");

    private final String row;
    private final String what;
    private final List<String> counts = new ArrayList<>();
    private final long start = System.nanoTime();

    private FaultTable(String row, String what) {
        this.row = row;
        this.what = what;
    }

    /**
     * Begins a row.
     *
     * @param row sorts it, such as {@code 1-postgres}
     * @param what was done, such as {@code kill -9, PostgreSQL}
     */
    public static FaultTable row(String row, String what) {
        return new FaultTable(row, what);
    }

    /** Whether the whole suite was asked for, rather than the short version that every build runs. */
    public static boolean isFull() {
        return Boolean.getBoolean("faults.full");
    }

    /** How many, in the whole suite and in the short version. */
    public static int times(int full, int quick) {
        return isFull() ? full : quick;
    }

    /** Adds a figure. */
    public FaultTable count(String name, long value) {
        counts.add(name + " " + String.format(Locale.ROOT, "%,d", value));
        return this;
    }

    /** Writes the row; called when everything in it was asserted. */
    public void passed() {
        String line = "| " + row + " | " + what + " | " + String.join(" · ", counts) + " | "
                + (System.nanoTime() - start) / 1_000_000_000 + " s |\n";
        try {
            Files.createDirectories(DIRECTORY);
            Files.writeString(DIRECTORY.resolve(row + ".md"), line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
