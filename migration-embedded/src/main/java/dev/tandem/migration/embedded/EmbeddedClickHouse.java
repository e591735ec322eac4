package dev.tandem.migration.embedded;

import dev.tandem.migration.embedded.ClickHouseProcess.Started;
import dev.tandem.migration.embedded.server.ServerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A running ClickHouse on the loopback interface: the engine in a process of its own, behind ClickHouse's HTTP
 * protocol, without compression. The user is {@code default}, without a password.
 *
 * <p>What it is not: it has no {@code system.query_log}, no users or grants, no native protocol, and no cluster. Query
 * ids are as clients send them in {@code system.processes} and {@code KILL QUERY}; {@code queryID()} gives the engine's
 * own.
 */
public final class EmbeddedClickHouse implements AutoCloseable {

    private static final String USERNAME = "default";
    private static final long STOP_SECONDS = 15;

    private final ServerState state;
    private final Path home;
    private final @Nullable Process owned;

    private EmbeddedClickHouse(ServerState state, Path home, @Nullable Process owned) {
        this.state = state;
        this.home = home;
        this.owned = owned;
    }

    /** Starts one for the lifetime of this process at most, on any port, empty; see {@link #start(Path)}. */
    public static EmbeddedClickHouse start() {
        return start(null);
    }

    /**
     * Starts one that ends, with its data, at {@link #close} or when this process ends in whatever way.
     *
     * @param config an engine configuration file (one with {@code <zookeeper>}, for instance), or null
     * @throws EmbeddedDatabasesException when it cannot be started
     */
    public static EmbeddedClickHouse start(@Nullable Path config) {
        return Failures.wrapped("The embedded ClickHouse cannot be started", () -> {
            Path home = Files.createTempDirectory("tandem-clickhouse");
            try {
                Started started = new ClickHouseProcess(Cache.ofUser()).start(home, 0, config, false, true);
                return new EmbeddedClickHouse(started.state(), home, started.process());
            } catch (IOException | RuntimeException e) {
                FileTrees.delete(home);
                throw e;
            }
        });
    }

    /** Starts one that outlives this process, on data that stays; or takes the one that runs there already. */
    static EmbeddedClickHouse startDetached(Path home, int port, @Nullable Path config)
            throws IOException, InterruptedException {
        Optional<EmbeddedClickHouse> running = attach(home);
        if (running.isPresent()) {
            return running.get();
        }
        Started started = new ClickHouseProcess(Cache.ofUser()).start(home, Ports.freeOr(port), config, true, false);
        return new EmbeddedClickHouse(started.state(), home, null);
    }

    /** The one that runs in a directory. */
    static Optional<EmbeddedClickHouse> attach(Path home) throws IOException {
        return ServerState.readAlive(home.resolve("server")).map(state -> new EmbeddedClickHouse(state, home, null));
    }

    /** Ends the one that runs in a directory; none is fine. */
    static boolean stopDetached(Path home) throws IOException, InterruptedException {
        Optional<ProcessHandle> process =
                ServerState.readAlive(home.resolve("server")).flatMap(ServerState::process);
        if (process.isPresent()) {
            process.get().destroy();
            awaitEnd(process.get());
        }
        return process.isPresent();
    }

    /** The complete URL of the database {@code default}. */
    public String jdbcUrl() {
        return jdbcUrl("default");
    }

    /** The complete URL of a database of this server; answers are not compressed. */
    public String jdbcUrl(String database) {
        return "jdbc:clickhouse://localhost:" + port() + "/" + database + "?compress=false";
    }

    /** The only user. */
    public String username() {
        return USERNAME;
    }

    /** The user's password, which is empty. */
    public String password() {
        return "";
    }

    /** The port of the HTTP interface on the loopback interface. */
    public int port() {
        return state.port();
    }

    /** The process id of the server, for tests that kill it. */
    public long pid() {
        return state.pid();
    }

    /** Holds the engine's data and the server's log. */
    public Path directory() {
        return home;
    }

    /** Creates an empty database and gives its complete URL. */
    public String createDatabase(String name) {
        ClickHouseSql.execute("http://localhost:" + port() + "/", "CREATE DATABASE " + ClickHouseSql.quoted(name));
        return jdbcUrl(name);
    }

    /** Drops a database; one that is not there is fine. */
    public void dropDatabase(String name) {
        ClickHouseSql.execute(
                "http://localhost:" + port() + "/", "DROP DATABASE IF EXISTS " + ClickHouseSql.quoted(name) + " SYNC");
    }

    /** Ends the server and deletes its data; one that was found running is left alone. */
    @Override
    public void close() {
        if (owned != null) {
            Failures.wrapped("The embedded ClickHouse cannot be ended", () -> {
                owned.getOutputStream().close();
                awaitEnd(owned.toHandle());
                FileTrees.delete(home); // killed, it could not do that itself
                return true;
            });
        }
    }

    private static void awaitEnd(ProcessHandle process) throws InterruptedException {
        try {
            process.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException | java.util.concurrent.ExecutionException e) {
            // a crash is something ClickHouse recovers from; a process that never ends is worse
            process.destroyForcibly();
        }
    }
}
