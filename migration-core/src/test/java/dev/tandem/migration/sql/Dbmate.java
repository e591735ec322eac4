package dev.tandem.migration.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The real dbmate, which npm brings below {@code target}, checked against the hash of a lock file. */
final class Dbmate {
    private static final Path HOME = Path.of("target", "dbmate-2.36.0").toAbsolutePath();
    private static final Path BINARY = HOME.resolve("node_modules/@dbmate/linux-x64/bin/dbmate");

    private Dbmate() {}

    /** Skips the test where it cannot be had. */
    static void assumeAvailable() throws IOException, InterruptedException {
        assumeTrue(
                System.getProperty("os.name").equals("Linux")
                        && System.getProperty("os.arch").equals("amd64"),
                "dbmate is pinned for Linux on x86-64 only");
        if (!Files.isExecutable(BINARY)) {
            Files.createDirectories(HOME);
            for (String file : List.of("package.json", "package-lock.json")) {
                try (InputStream resource = Dbmate.class.getResourceAsStream("dbmate/" + file)) {
                    Files.write(HOME.resolve(file), resource.readAllBytes());
                }
            }
            assumeTrue(npm(), "npm is not here, or could not fetch dbmate: its history is not adopted for real");
        }
    }

    private static boolean npm() throws InterruptedException {
        try {
            run(List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"));
            return Files.isExecutable(BINARY);
        } catch (IOException e) {
            return false;
        }
    }

    /** Runs a command of it in a folder of migrations. */
    static void run(String url, Path migrations, String command) throws IOException, InterruptedException {
        String said = run(List.of(
                BINARY.toString(),
                "--no-dump-schema",
                "--url",
                url,
                "--migrations-dir",
                migrations.toString(),
                command));
        if (!said.startsWith("0 ")) {
            throw new IllegalStateException("dbmate " + command + " ended with " + said);
        }
    }

    /** How it ended, and what it said. */
    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(new ArrayList<>(command))
                .directory(HOME.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        return process.waitFor() + " " + output;
    }
}
