package dev.tandem.migration.embedded.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The process that serves a data directory, as it wrote it into a file beside it.
 *
 * @param pid its process id
 * @param startedAt when the process started, which tells it from a later one of the same id
 * @param port where it listens on the loopback interface
 */
public record ServerState(long pid, Instant startedAt, int port) {

    /** The kernel's start time and ours are computed differently; two processes of one id are further apart. */
    private static final Duration TOLERANCE = Duration.ofSeconds(3);

    /** What the file says, if it is there and that very process is alive. */
    public static Optional<ServerState> readAlive(Path file) throws IOException {
        try {
            String[] words = Files.readString(file).strip().split(" ", -1);
            if (words.length != 3) {
                return Optional.empty();
            }
            ServerState state =
                    new ServerState(Long.parseLong(words[0]), Instant.parse(words[1]), Integer.parseInt(words[2]));
            return state.process().map(process -> state);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** The living process, if it is this one and not a stranger with the same id. */
    public Optional<ProcessHandle> process() {
        return processStartedAt(pid, startedAt);
    }

    /** The living process of that id, if it started at that time. */
    public static Optional<ProcessHandle> processStartedAt(long pid, Instant startedAt) {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> process.info()
                        .startInstant()
                        .map(start -> Duration.between(start, startedAt).abs().compareTo(TOLERANCE) <= 0)
                        .orElse(false))
                .filter(process -> !isZombie(pid));
    }

    /**
     * Dead, but not collected: a container's first process often never does, and Java takes such a process for alive.
     */
    private static boolean isZombie(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return false; // no /proc on macOS, where launchd collects
        }
    }

    static ServerState ofThisProcess(int port) {
        ProcessHandle self = ProcessHandle.current();
        return new ServerState(self.pid(), self.info().startInstant().orElse(Instant.now()), port);
    }

    void write(Path file) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".draft");
        Files.writeString(draft, pid + " " + startedAt + " " + port + "\n");
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
