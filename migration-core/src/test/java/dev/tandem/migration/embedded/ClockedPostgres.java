package dev.tandem.migration.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A PostgreSQL server of one test's own, which can be started again on its data with another environment, and so another clock. */
public final class ClockedPostgres implements AutoCloseable {
    private final PostgresCluster cluster;
    private final LifeGuard guard;
    private final int port;

    private ClockedPostgres(PostgresCluster cluster, LifeGuard guard, int port) {
        this.cluster = cluster;
        this.guard = guard;
        this.port = port;
    }

    /** Creates its data; it ends with this process at the latest. */
    public static ClockedPostgres create() throws IOException, InterruptedException {
        Path home = ThrowAwayDirectory.create("tandem-clock");
        Platform platform = Platform.current();
        PostgresBinaries binaries = PostgresBinaries.find(platform, null, ClockedPostgres.class.getClassLoader());
        PostgresCluster cluster =
                new PostgresCluster(home, binaries.unpack(Cache.ofUser(), platform), binaries.major());
        LifeGuard guard = LifeGuard.over(home, cluster.stopAtOnce());
        cluster.initialize(true);
        return new ClockedPostgres(cluster, guard, Ports.freeOr(0));
    }

    /** Starts it with these variables, and waits until it answers. */
    public void start(Map<String, String> environment) throws IOException, InterruptedException {
        control(
                environment,
                List.of(
                        "start",
                        "-D",
                        cluster.data().toString(),
                        "-w",
                        "-l",
                        cluster.home().resolve("log").toString(),
                        "-o",
                        "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"));
    }

    /** Ends it; its data stays. */
    public void stop() throws IOException, InterruptedException {
        control(Map.of(), List.of("stop", "-D", cluster.data().toString(), "-w", "-m", "fast"));
    }

    private void control(Map<String, String> environment, List<String> arguments)
            throws IOException, InterruptedException {
        // Its first words start pg_ctl, whoever the user is.
        List<String> command = new ArrayList<>();
        for (String word : cluster.stopAtOnce()) {
            if (word.equals("stop")) {
                break;
            }
            command.add(word);
        }
        command.addAll(arguments);
        Path said = cluster.home().resolve("said");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(cluster.home().toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().putAll(environment);
        if (builder.start().waitFor() != 0) {
            throw new IllegalStateException(command + ": " + Files.readString(said));
        }
    }

    /** Its only database. */
    public TestDatabase database() {
        String url = "jdbc:postgresql://localhost:" + port + "/postgres?user=" + PostgresCluster.USER;
        return new TestDatabase("postgres", url, TestServer.postgres(url));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        guard.release();
    }
}
