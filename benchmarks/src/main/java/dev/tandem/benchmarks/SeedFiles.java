package dev.tandem.benchmarks;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The same generated rows in several files.
 *
 * @param yaml as Tandem seeds them
 * @param csv as COPY reads them
 * @param binary in the format RowBinary of ClickHouse
 */
record SeedFiles(Path yaml, Path csv, Path binary) {
    static final String TABLE = "seeded";
    private static final int ROWS = 1_000_000;
    private static final int QUANTITIES = 1_000;

    static SeedFiles write(Path folder) throws IOException {
        Files.createDirectories(folder);
        SeedFiles files =
                new SeedFiles(folder.resolve("seed.yaml"), folder.resolve("seed.csv"), folder.resolve("seed.bin"));
        try (Writer yaml = Files.newBufferedWriter(files.yaml);
                Writer csv = Files.newBufferedWriter(files.csv);
                DataOutputStream binary =
                        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(files.binary)))) {
            yaml.write(TABLE + ":\n");
            for (int id = 1; id <= ROWS; id++) {
                String name = "item number " + id;
                int quantity = id % QUANTITIES;
                yaml.write("  - id: " + id + "\n    name: " + name + "\n    quantity: " + quantity + "\n");
                csv.write(id + "," + name + "," + quantity + "\n");
                binary.writeLong(Long.reverseBytes(id));
                writeShort(name, binary);
                binary.writeInt(Integer.reverseBytes(quantity));
            }
        }
        return files;
    }

    /** A text of less than 128 characters. */
    private static void writeShort(String text, OutputStream out) throws IOException {
        out.write(text.length());
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** An empty table of a dialect, and what it has to hold afterwards. */
    static Course course(Dialect dialect) {
        long perRound = (long) QUANTITIES * (QUANTITIES - 1) / 2;
        Map<String, Long> result = Map.of(
                "SELECT count(DISTINCT id) FROM " + TABLE,
                (long) ROWS,
                "SELECT sum(quantity) FROM " + TABLE,
                perRound * (ROWS / QUANTITIES),
                "SELECT sum(length(name)) FROM " + TABLE,
                lengths());
        return new Course("seed", List.of(dialect.createSeeded(TABLE)), contender -> result);
    }

    private static long lengths() {
        long all = 0;
        for (int id = 1; id <= ROWS; id++) {
            all += ("item number " + id).length();
        }
        return all;
    }
}
