package dev.tandem.migration.embedded;

import dev.tandem.migration.embedded.PostgresCluster.Postmaster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A running PostgreSQL on the loopback interface. Its superuser {@value #USERNAME} gets in with the password {@value
 * #PASSWORD}, or with any: the server trusts the machine it runs on.
 */
public final class EmbeddedPostgres implements AutoCloseable {

    private static final String USERNAME = PostgresCluster.USER;
    private static final String PASSWORD = "postgres";

    private final Postmaster postmaster;
    private final Path dataDirectory;
    private final @Nullable LifeGuard guard;

    private EmbeddedPostgres(Postmaster postmaster, Path dataDirectory, @Nullable LifeGuard guard) {
        this.postmaster = postmaster;
        this.dataDirectory = dataDirectory;
        this.guard = guard;
    }

    /**
     * Starts one for the lifetime of this process at most, on any port, empty, tuned for speed; see {@link
     * #start(String)}.
     */
    public static EmbeddedPostgres start() {
        return start(null);
    }

    /**
     * Starts one that ends, with its data, at {@link #close} or when this process ends in whatever way. On Linux its
     * data is in memory when there is plenty.
     *
     * @param version the major version, such as {@code 17}, or null for the newest on the class path
     * @throws EmbeddedDatabasesException when it cannot be started
     */
    public static EmbeddedPostgres start(@Nullable String version) {
        return Failures.wrapped("The embedded PostgreSQL cannot be started", () -> {
            Path home = ThrowAwayDirectory.create("tandem-postgres");
            PostgresCluster cluster = cluster(home, version);
            LifeGuard guard = LifeGuard.over(home, cluster.stopAtOnce());
            try {
                cluster.initialize(true);
                return new EmbeddedPostgres(cluster.start(Ports.freeOr(0), true), cluster.data(), guard);
            } catch (IOException | RuntimeException e) {
                guard.release();
                throw e;
            }
        });
    }

    /** Starts one that outlives this process, on data that stays; or takes the one that runs there already. */
    static EmbeddedPostgres startDetached(Path home, int port, @Nullable String version)
            throws IOException, InterruptedException {
        Optional<EmbeddedPostgres> running = attach(home);
        if (running.isPresent()) {
            return running.get();
        }
        PostgresCluster cluster = cluster(home, version);
        cluster.initialize(false);
        return new EmbeddedPostgres(cluster.start(Ports.freeOr(port), false), cluster.data(), null);
    }

    /** The one that runs in a directory. */
    static Optional<EmbeddedPostgres> attach(Path home) throws IOException {
        Path data = home.resolve("data");
        return PostgresCluster.postmaster(data).map(postmaster -> new EmbeddedPostgres(postmaster, data, null));
    }

    /** Ends the one that runs in a directory; none is fine. */
    static boolean stopDetached(Path home) throws IOException, InterruptedException {
        Optional<EmbeddedPostgres> running = attach(home);
        if (running.isPresent()) {
            String major =
                    Files.readString(home.resolve("data").resolve("PG_VERSION")).strip();
            cluster(home, major).stop();
        }
        return running.isPresent();
    }

    private static PostgresCluster cluster(Path home, @Nullable String version)
            throws IOException, InterruptedException {
        Platform platform = Platform.current();
        ClassLoader classes = EmbeddedPostgres.class.getClassLoader();
        PostgresBinaries binaries = PostgresBinaries.find(platform, version, classes);
        return new PostgresCluster(home, binaries.unpack(Cache.ofUser(), platform), binaries.major());
    }

    /**
     * The complete URL of the database {@code postgres}, with user and password; without {@code jdbc:} it is psql's.
     */
    public String jdbcUrl() {
        return jdbcUrl("postgres");
    }

    /** The complete URL of a database of this server. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://localhost:" + port() + "/" + database + "?user=" + USERNAME + "&password=" + PASSWORD;
    }

    /** The superuser. */
    public String username() {
        return USERNAME;
    }

    /** The superuser's password. */
    public String password() {
        return PASSWORD;
    }

    /** The port on the loopback interface. */
    public int port() {
        return postmaster.port();
    }

    /** The process id of the server (the postmaster), for tests that kill it. */
    public long pid() {
        return postmaster.pid();
    }

    /** The server's data directory. */
    public Path dataDirectory() {
        return dataDirectory;
    }

    /** Creates an empty database and gives its complete URL. */
    public String createDatabase(String name) {
        execute("CREATE DATABASE " + quoted(name));
        return jdbcUrl(name);
    }

    /** Drops a database together with the sessions in it; one that is not there is fine. */
    public void dropDatabase(String name) {
        execute("DROP DATABASE IF EXISTS " + quoted(name) + " WITH (FORCE)");
    }

    /** Ends the server and deletes its data; one that was found running is left alone. */
    @Override
    public void close() {
        if (guard != null) {
            Failures.wrapped("The embedded PostgreSQL cannot be ended", () -> {
                guard.release();
                return true;
            });
        }
    }

    private void execute(String sql) {
        PostgresSql.execute(jdbcUrl(), sql);
    }

    private static String quoted(String name) {
        return PostgresSql.quoted(name);
    }
}
