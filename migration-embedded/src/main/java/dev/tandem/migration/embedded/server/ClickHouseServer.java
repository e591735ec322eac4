package dev.tandem.migration.embedded.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.net.httpserver.HttpServer;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The main class of the child process: ClickHouse's engine behind an HTTP server on the loopback interface.
 *
 * <ol>
 *   <li>It leaves the session of its parent, so that Ctrl-C in a terminal reaches the parent only, which then ends it.
 *   <li>It starts the engine and the server, and only then writes its state file: whoever reads it can connect.
 *   <li>It ends on SIGTERM and, unless detached, when the pipe from its parent ends, which nothing but the parent's
 *     close or death does.
 *       Queries that still run are killed and waited for, for some seconds; the engine is closed in order.
 * </ol>
 */
public final class ClickHouseServer {

    private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final ServerOptions options;
    private final Chdb engine;
    private final Sessions sessions;
    private final ClientQueryIds queryIds = new ClientQueryIds();
    private final HttpServer http;
    private final ExecutorService requests = Executors.newCachedThreadPool();

    private ClickHouseServer(ServerOptions options) throws IOException, ClickHouseError {
        this.options = options;
        this.http = listen(options.port());
        this.engine = Chdb.start(options.library(), options.data(), options.config());
        this.sessions = new Sessions(engine);
    }

    /** What Java has no way to do. */
    private interface Posix extends Library {
        int setsid();

        int open(String path, int flags);

        int dup2(int from, int to);
    }

    /** Takes {@code name=value} arguments, see {@link ServerOptions}. */
    public static void main(String[] arguments) throws IOException, ClickHouseError {
        try (InputStream parent = leaveParent()) {
            ServerOptions options = ServerOptions.parse(arguments);
            ClickHouseServer server = new ClickHouseServer(options);
            Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "stop"));
            server.start();
            if (!options.detached()) {
                while (parent.read() >= 0) {
                    // the parent writes nothing: it holds the pipe open as long as it lives
                }
                System.exit(0);
            }
        }
    }

    /** The pipe from the parent; the standard input becomes empty, because some statements make the engine read it. */
    private static InputStream leaveParent() throws IOException {
        Posix posix = Native.load(Posix.class);
        posix.setsid();
        InputStream parent = new FileInputStream("/dev/fd/0");
        posix.dup2(posix.open("/dev/null", 0), 0);
        return parent;
    }

    private void start() throws IOException, ClickHouseError {
        String timezone;
        try (ChdbConnection connection = engine.connect()) {
            timezone = connection.text("SELECT timezone()").strip();
        }
        http.setExecutor(requests);
        http.createContext("/", new QueryHandler(engine, sessions, queryIds, timezone));
        for (String path : List.of("/ping", "/replicas_status")) {
            http.createContext(path, exchange -> {
                try (exchange;
                        OutputStream out = exchange.getResponseBody()) {
                    byte[] ok = "Ok.\n".getBytes(UTF_8);
                    exchange.sendResponseHeaders(200, ok.length);
                    out.write(ok);
                }
            });
        }
        http.start();
        ServerState.ofThisProcess(http.getAddress().getPort()).write(options.state());
    }

    private void stop() {
        http.stop(0);
        requests.shutdown();
        try {
            drain();
            Files.deleteIfExists(options.state());
            if (options.temporary()) {
                delete(options.home());
            }
        } catch (ClickHouseError | IOException | InterruptedException e) {
            // the process ends all the same; the next one on this directory recovers as after a crash
            System.err.println("Not ended in order: " + e);
        }
    }

    private void drain() throws ClickHouseError, InterruptedException {
        if (!queryIds.isIdle()) {
            try (ChdbConnection connection = engine.connect()) {
                connection.text("KILL QUERY WHERE 1 ASYNC");
            }
        }
        if (requests.awaitTermination(DRAIN_NANOS, TimeUnit.NANOSECONDS)) {
            sessions.close();
            engine.close();
        }
    }

    private static HttpServer listen(int port) throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        try {
            return HttpServer.create(new InetSocketAddress(loopback, port), 0);
        } catch (BindException e) {
            // taken between the parent's look and now: any port is better than none, the state file says which
            return HttpServer.create(new InetSocketAddress(loopback, 0), 0);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
