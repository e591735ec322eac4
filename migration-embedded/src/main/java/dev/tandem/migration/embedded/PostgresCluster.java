package dev.tandem.migration.embedded;

import dev.tandem.migration.embedded.Commands.Outcome;
import dev.tandem.migration.embedded.server.ServerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A PostgreSQL data directory with the programs that serve it.
 *
 * <p>{@code pg_ctl} starts the server in a session of its own, so it outlives us and no Ctrl-C reaches it; which
 * process it is stands in its {@code postmaster.pid}. PostgreSQL refuses to run as root: there it gets a user
 * namespace, in which it is nobody, while its files stay root's.
 *
 * @param home holds {@code data} and the server's log
 * @param programs holds {@code bin/initdb}, {@code bin/pg_ctl}, {@code bin/postgres}
 * @param major the programs' major version
 */
record PostgresCluster(Path home, Path programs, int major) {

    static final String USER = "postgres";

    private static final String ROOT_HINT =
            " PostgreSQL does not run as root; for root it is started with `unshare -U`, which this machine has to have and allow."
                    + " Otherwise run as another user.";
    private static final Duration LEFTOVERS_LIMIT = Duration.ofSeconds(10);

    /** The process that serves a data directory, as {@code postmaster.pid} says. */
    record Postmaster(long pid, int port) {}

    Path data() {
        return home.resolve("data");
    }

    /** The server that runs on this directory. */
    Optional<Postmaster> running() throws IOException {
        return postmaster(data());
    }

    /** The living server of a data directory, if it is one and not a stranger with a stale file's process id. */
    static Optional<Postmaster> postmaster(Path data) throws IOException {
        Path file = data.resolve("postmaster.pid");
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        // process id, data directory, start time in seconds, port, …
        List<String> lines = Files.readAllLines(file);
        if (lines.size() < 4) {
            return Optional.empty();
        }
        long pid = Long.parseLong(lines.get(0).strip());
        Instant startedAt = Instant.ofEpochSecond(Long.parseLong(lines.get(2).strip()));
        int port = Integer.parseInt(lines.get(3).strip());
        return ServerState.processStartedAt(pid, startedAt).map(process -> new Postmaster(pid, port));
    }

    /** Creates the data directory unless it is there; refuses one of another major version. */
    void initialize(boolean throwAway) throws IOException, InterruptedException {
        Path versionFile = data().resolve("PG_VERSION");
        if (Files.isRegularFile(versionFile)) {
            String version = Files.readString(versionFile).strip();
            if (!version.equals(String.valueOf(major))) {
                throw new EmbeddedDatabasesException("The data in " + data() + " is PostgreSQL " + version
                        + "'s, and this is "
                        + major + ". Delete the directory to start empty, or set tandem.embedded.postgres-version="
                        + version
                        + ".");
            }
            return;
        }
        // an initdb that was killed leaves a part, and refuses to go on with it
        FileTrees.delete(data());
        Files.createDirectories(home);
        List<String> command = command("initdb");
        command.addAll(List.of("-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "-D", data().toString()));
        if (throwAway) {
            command.add("--no-sync");
        }
        Outcome outcome = initdb(command);
        if (!outcome.succeeded()) {
            throw new EmbeddedDatabasesException(
                    "PostgreSQL's initdb failed in " + home + ": " + outcome.output() + (isRoot() ? ROOT_HINT : ""));
        }
    }

    private Outcome initdb(List<String> command) throws IOException, InterruptedException {
        try {
            return Commands.run(home, command);
        } catch (IOException e) {
            throw new EmbeddedDatabasesException(
                    "PostgreSQL's initdb cannot be run: " + e.getMessage() + (isRoot() ? ROOT_HINT : ""), e);
        }
    }

    /** Starts the server and waits until it answers. */
    Postmaster start(int port, boolean throwAway) throws IOException, InterruptedException {
        if (running().isEmpty() && staleFileNamesAStranger()) {
            Files.delete(data().resolve("postmaster.pid"));
        }
        StringBuilder options =
                new StringBuilder("-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=");
        options.append(" -c max_connections=200 -c max_prepared_transactions=10");
        if (throwAway) {
            options.append(" -c fsync=off -c synchronous_commit=off -c full_page_writes=off");
        }
        List<String> command = command("pg_ctl");
        command.addAll(List.of(
                "start", "-D", data().toString(), "-w", "-t", "60", "-l", log().toString(), "-o", options.toString()));
        Instant limit = Instant.now().plus(LEFTOVERS_LIMIT);
        Files.deleteIfExists(log());
        Outcome outcome = Commands.run(home, command);
        // after a kill -9 of the server its backends take a moment to notice; PostgreSQL rightly waits for them
        while (!outcome.succeeded()
                && logText().contains("shared memory block")
                && Instant.now().isBefore(limit)) {
            Thread.sleep(100);
            Files.deleteIfExists(log());
            outcome = Commands.run(home, command);
        }
        Outcome last = outcome;
        return running()
                .filter(server -> last.succeeded())
                .orElseThrow(() -> new EmbeddedDatabasesException(
                        "PostgreSQL does not start in " + home + ": " + last.output() + "\n" + logText()));
    }

    /** Ends the server; one that does not run is fine. */
    void stop() throws IOException, InterruptedException {
        if (running().isEmpty()) {
            return;
        }
        List<String> command = command("pg_ctl");
        command.addAll(List.of("stop", "-D", data().toString(), "-m", "fast", "-w", "-t", "30"));
        Outcome outcome = Commands.run(home, command);
        if (!outcome.succeeded() && running().isPresent()) {
            throw new EmbeddedDatabasesException("PostgreSQL does not end in " + home + ": " + outcome.output());
        }
    }

    /** The shell words that end the server at once, for a process that has nothing but a shell. */
    List<String> stopAtOnce() {
        List<String> command = command("pg_ctl");
        command.addAll(List.of("stop", "-D", data().toString(), "-m", "immediate", "-w", "-t", "10"));
        return command;
    }

    private boolean staleFileNamesAStranger() throws IOException {
        Path file = data().resolve("postmaster.pid");
        if (!Files.isRegularFile(file)) {
            return false;
        }
        List<String> lines = Files.readAllLines(file);
        // a dead process's file is PostgreSQL's own business: it looks for leftovers of it
        return !lines.isEmpty()
                && ProcessHandle.of(Long.parseLong(lines.get(0).strip())).isPresent();
    }

    private List<String> command(String program) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(programs.resolve("bin").resolve(program).toString());
        return command;
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private Path log() {
        return home.resolve("log");
    }

    private String logText() {
        try {
            return Files.isRegularFile(log()) ? Files.readString(log()).strip() : "";
        } catch (IOException e) {
            return "(its log cannot be read: " + e + ")";
        }
    }
}
