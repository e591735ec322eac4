package dev.tandem.migration.embedded;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A PostgreSQL and a ClickHouse that run on this machine.
 *
 * <p>They come in two kinds. The <em>developer's</em> outlive whoever started them and keep their data in a directory:
 * {@link #up}, {@link #down}. Those of a process's <em>own</em> lifetime are empty, tuned for speed, and end with it
 * however it ends: {@link #start}. {@link #attachOrStart} takes the first kind when it runs, else the second.
 */
public final class EmbeddedDatabases implements AutoCloseable {

    private final EmbeddedPostgres postgres;
    private final EmbeddedClickHouse clickhouse;
    private final boolean attached;

    private EmbeddedDatabases(EmbeddedPostgres postgres, EmbeddedClickHouse clickhouse, boolean attached) {
        this.postgres = postgres;
        this.clickhouse = clickhouse;
        this.attached = attached;
    }

    /**
     * Starts both for the lifetime of this process at most, on any ports.
     *
     * @throws EmbeddedDatabasesException when one of them cannot be started
     */
    public static EmbeddedDatabases start() {
        return start(EmbeddedSettings.defaults().withPorts(0, 0));
    }

    private static EmbeddedDatabases start(EmbeddedSettings settings) {
        EmbeddedPostgres postgres = EmbeddedPostgres.start(settings.postgresVersion());
        try {
            return new EmbeddedDatabases(postgres, EmbeddedClickHouse.start(settings.clickhouseConfig()), false);
        } catch (RuntimeException e) {
            postgres.close();
            throw e;
        }
    }

    /**
     * For applications: the developer's databases if both run, else databases for the lifetime of this process.
     *
     * @throws EmbeddedDatabasesException when they cannot be started; in Kubernetes always, because data that ends with
     *     the process is never what is meant there
     */
    public static EmbeddedDatabases attachOrStart(EmbeddedSettings settings) {
        refuseKubernetes();
        return attach(settings).orElseGet(() -> start(settings));
    }

    /** The developer's databases, if both run. */
    public static Optional<EmbeddedDatabases> attach(EmbeddedSettings settings) {
        return Failures.wrapped("The databases of " + settings.directory() + " cannot be found", () -> {
            Optional<EmbeddedPostgres> postgres = EmbeddedPostgres.attach(postgresHome(settings));
            Optional<EmbeddedClickHouse> clickhouse = EmbeddedClickHouse.attach(clickhouseHome(settings));
            return postgres.flatMap(found -> clickhouse.map(other -> new EmbeddedDatabases(found, other, true)));
        });
    }

    /**
     * Starts the developer's databases, as far as they do not run, and waits until they answer. Two callers at once
     * start one pair.
     *
     * @throws EmbeddedDatabasesException when one of them cannot be started, and in Kubernetes
     */
    public static EmbeddedDatabases up(EmbeddedSettings settings) {
        refuseKubernetes();
        return exclusively(settings, "started", () -> {
            EmbeddedPostgres postgres = EmbeddedPostgres.startDetached(
                    postgresHome(settings), settings.postgresPort(), settings.postgresVersion());
            EmbeddedClickHouse clickhouse = EmbeddedClickHouse.startDetached(
                    clickhouseHome(settings), settings.clickhousePort(), settings.clickhouseConfig());
            return new EmbeddedDatabases(postgres, clickhouse, true);
        });
    }

    /**
     * Ends the developer's databases and keeps their data; those that do not run are fine.
     *
     * @return those that ran: {@code postgres}, {@code clickhouse}
     */
    public static List<String> down(EmbeddedSettings settings) {
        return exclusively(settings, "ended", () -> {
            boolean clickhouse = EmbeddedClickHouse.stopDetached(clickhouseHome(settings));
            boolean postgres = EmbeddedPostgres.stopDetached(postgresHome(settings));
            return Stream.of(postgres ? "postgres" : "", clickhouse ? "clickhouse" : "")
                    .filter(name -> !name.isEmpty())
                    .toList();
        });
    }

    private static <T> T exclusively(EmbeddedSettings settings, String done, Failures.Work<T> work) {
        return Failures.wrapped(
                "The databases of " + settings.directory() + " cannot be " + done,
                () -> FileMutex.holding(settings.directory().resolve("lock"), work));
    }

    /** The PostgreSQL. */
    public EmbeddedPostgres postgres() {
        return postgres;
    }

    /** The ClickHouse. */
    public EmbeddedClickHouse clickhouse() {
        return clickhouse;
    }

    /** Whether these are the developer's, which {@link #close} leaves alone. */
    public boolean attached() {
        return attached;
    }

    /** Ends both with their data if they are this process's own. */
    @Override
    public void close() {
        clickhouse.close();
        postgres.close();
    }

    private static void refuseKubernetes() {
        if (System.getenv("KUBERNETES_SERVICE_HOST") != null) {
            throw new EmbeddedDatabasesException(
                    "Embedded databases are for development, and this process runs in Kubernetes"
                            + " (KUBERNETES_SERVICE_HOST is set). Set tandem.embedded.enabled=false and configure the databases' URLs.");
        }
    }

    private static Path postgresHome(EmbeddedSettings settings) {
        return settings.directory().resolve("postgres");
    }

    private static Path clickhouseHome(EmbeddedSettings settings) {
        return settings.directory().resolve("clickhouse");
    }
}
