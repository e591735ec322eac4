package dev.tandem.migration.fault;

import dev.tandem.migration.Command;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.SqlDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Migrates one database in a process with a clock of its own. */
final class ClockedProcess {
    private static final List<String> PLACES =
            List.of("/usr/lib/x86_64-linux-gnu/faketime", "/usr/lib/aarch64-linux-gnu/faketime", "/usr/lib/faketime");

    private ClockedProcess() {}

    /** Takes an address, a folder, and what to do; says what time it is. */
    public static void main(String[] arguments) {
        System.out.println("now=" + System.currentTimeMillis());
        SqlDatabase database = SqlDatabase.builder("main")
                .url(arguments[0])
                .paths(List.of(arguments[1]))
                .lease(Duration.ofSeconds(2))
                .build();
        try {
            MigrationManager.builder()
                    .database(database)
                    .timeout(Duration.ofMinutes(2))
                    .build()
                    .run(arguments[2].equals("up") ? Command.up() : Command.down(1));
        } catch (MigrationException e) {
            System.out.println(e.getMessage());
            System.exit(1);
        }
    }

    /** Whether the clock of a process can be shifted here. */
    static boolean canBeShifted() {
        return library().findFirst().isPresent();
    }

    private static Stream<Path> library() {
        return PLACES.stream()
                .map(place -> Path.of(place, "libfaketimeMT.so.1"))
                .filter(Files::isRegularFile);
    }

    /** What shifts the clock of a process; the one that only counts time goes on as it is. */
    static Map<String, String> shifted(String offset) {
        return Map.of(
                "LD_PRELOAD",
                library().findFirst().orElseThrow().toString(),
                "FAKETIME",
                offset,
                "DONT_FAKE_MONOTONIC",
                "1",
                // Its mend for old C libraries makes every timed wait return at once.
                "FAKETIME_FORCE_MONOTONIC_FIX",
                "0");
    }

    static Running start(TestDatabase database, Path folder, String command, String offset, Path output)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ClockedProcess.class.getName(),
                        database.jdbcUrl(),
                        folder.toString(),
                        command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(shifted(offset));
        return new Running(builder.start(), output);
    }

    /**
     * One that runs.
     *
     * @param process itself
     * @param output the file into which it writes
     */
    record Running(Process process, Path output) {

        /** Waits for its success, and answers what time it believed it was. */
        long end() throws IOException, InterruptedException {
            try {
                boolean ended = process.waitFor(2, TimeUnit.MINUTES);
                String said = Files.readString(output, StandardCharsets.UTF_8);
                if (!ended || process.exitValue() != 0) {
                    throw new AssertionError((ended ? "It failed: " : "It does not end: ") + said);
                }
                List<String> lines = new ArrayList<>(said.lines().toList());
                return lines.stream()
                        .filter(line -> line.startsWith("now="))
                        .mapToLong(line -> Long.parseLong(line.substring(4)))
                        .findFirst()
                        .orElseThrow();
            } finally {
                process.destroyForcibly();
            }
        }
    }
}
