package dev.tandem.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** Where it is measured, in words. */
final class Machine {
    private static final double KILOBYTES_OF_A_GIGABYTE = 1024.0 * 1024.0;

    private Machine() {}

    static String description() throws IOException {
        return String.format(
                Locale.ROOT,
                "%d cores (%s), %.0f GB, %s %s, Java %s",
                Runtime.getRuntime().availableProcessors(),
                value(Path.of("/proc/cpuinfo"), "model name", "unknown processor"),
                Double.parseDouble(
                                value(Path.of("/proc/meminfo"), "MemTotal", "0").replaceAll("\\D", ""))
                        / KILOBYTES_OF_A_GIGABYTE,
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("java.version"));
    }

    /** How many processes wanted to run, over the last minute. */
    static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static String value(Path file, String key, String otherwise) throws IOException {
        if (Files.notExists(file)) {
            return otherwise;
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(otherwise);
        }
    }
}
