package dev.tandem.migration.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Which process a connection belongs to, as Linux tells it below {@code /proc}. */
final class Sockets {
    private static final int LOCAL_ADDRESS = 1;
    private static final int INODE = 9;

    private Sockets() {}

    /** Whether a process has a socket at this local port. */
    static boolean has(long pid, int port) {
        String end = String.format(Locale.ROOT, ":%04X", port);
        Set<String> inodes = new TreeSet<>();
        try {
            for (String table : new String[] {"tcp", "tcp6"}) {
                Files.readAllLines(Path.of("/proc", Long.toString(pid), "net", table)).stream()
                        .map(line -> line.strip().split("\\s+"))
                        .filter(fields -> fields.length > INODE && fields[LOCAL_ADDRESS].endsWith(end))
                        .forEach(fields -> inodes.add("socket:[" + fields[INODE] + "]"));
            }
            try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
                return open.map(Sockets::target).anyMatch(inodes::contains);
            }
        } catch (NoSuchFileException gone) {
            return false;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }
}
