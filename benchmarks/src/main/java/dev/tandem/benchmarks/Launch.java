package dev.tandem.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Runs a process and measures it from outside. */
final class Launch {
    private static final long LOOK_MILLIS = 10;
    private static final double KILOBYTES = 1024;

    private final Path log;

    /** What the processes say goes to a file, each time a new one. */
    Launch(Path log) {
        this.log = log;
    }

    /**
     * Runs one to its end.
     *
     * @throws IOException when it fails
     */
    Sample run(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                // Some read an .env file, where there is one.
                .directory(Objects.requireNonNull(log.getParent()).toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        long start = System.nanoTime();
        Process process = builder.start();
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        double peak = 0;
        while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            peak = Math.max(peak, peakMegabytes(status));
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        if (process.exitValue() != 0) {
            throw new IOException(
                    String.join(" ", command) + " ended with " + process.exitValue() + ":\n" + Files.readString(log));
        }
        return new Sample(seconds, peak);
    }

    /** The kernel keeps the peak itself, so looking now and then misses only what comes in the last moment. */
    private static double peakMegabytes(Path status) {
        try {
            return Files.readAllLines(status).stream()
                            .filter(line -> line.startsWith("VmHWM:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .max()
                            .orElse(0)
                    / KILOBYTES;
        } catch (IOException e) {
            return 0; // it has ended between two looks, or there is no /proc
        }
    }
}
