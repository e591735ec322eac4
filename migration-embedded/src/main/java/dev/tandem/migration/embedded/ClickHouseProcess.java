package dev.tandem.migration.embedded;

import dev.tandem.migration.embedded.server.ClickHouseServer;
import dev.tandem.migration.embedded.server.ServerOptions;
import dev.tandem.migration.embedded.server.ServerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Starts ClickHouse's child process and waits until it answers. */
final class ClickHouseProcess {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final Cache cache;

    ClickHouseProcess(Cache cache) {
        this.cache = cache;
    }

    /** A started child: its handle to us, and what it says of itself. */
    record Started(Process process, ServerState state) {}

    Started start(Path home, int port, @Nullable Path config, boolean detached, boolean temporary)
            throws IOException, InterruptedException {
        Path library = new ClickHouseEngine(cache, Platform.current()).library();
        Files.createDirectories(home.resolve("data"));
        ServerOptions options = new ServerOptions(library, home, port, config, detached, temporary);
        Files.deleteIfExists(options.state());
        Path log = home.resolve("log");
        Process process = new ProcessBuilder(command(options))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .redirectInput(
                        detached
                                ? ProcessBuilder.Redirect.from(
                                        Path.of("/dev/null").toFile())
                                : ProcessBuilder.Redirect.PIPE)
                .start();
        return new Started(process, awaitState(process, options.state(), log));
    }

    private List<String> command(ServerOptions options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                // JNA loads the engine
                "--enable-native-access=ALL-UNNAMED",
                // without it each answer waits 40 ms for the client's acknowledgement
                "-Dsun.net.httpserver.nodelay=true",
                // connections rest in clients' pools; the default of 30 s closes them under a client's hands
                "-Dsun.net.httpserver.idleInterval=600",
                "-cp",
                new ChildClassPath(cache).toArgument(),
                ClickHouseServer.class.getName()));
        command.addAll(options.toArguments());
        return command;
    }

    private static ServerState awaitState(Process process, Path file, Path log)
            throws IOException, InterruptedException {
        Instant limit = Instant.now().plus(START_LIMIT);
        while (Instant.now().isBefore(limit)) {
            Optional<ServerState> state = ServerState.readAlive(file);
            if (state.isPresent()) {
                return state.get();
            }
            if (!process.isAlive()) {
                throw new EmbeddedDatabasesException("The embedded ClickHouse ended with " + process.exitValue()
                        + " while it started: " + Files.readString(log).strip());
            }
            Thread.sleep(10);
        }
        process.destroyForcibly();
        throw new EmbeddedDatabasesException("The embedded ClickHouse did not start within " + START_LIMIT.toSeconds()
                + " s: " + Files.readString(log).strip());
    }
}
