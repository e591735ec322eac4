package dev.tandem.migration.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A PostgreSQL server of one test's own, which can be started again as a standby: in recovery, and so read-only. */
public final class RestartablePostgres implements AutoCloseable {
    private final PostgresCluster cluster;
    private final LifeGuard guard;
    private int port;

    private RestartablePostgres(PostgresCluster cluster, LifeGuard guard) {
        this.cluster = cluster;
        this.guard = guard;
    }

    /** Starts one, which ends with this process at the latest. */
    public static RestartablePostgres start() throws IOException, InterruptedException {
        Path home = ThrowAwayDirectory.create("tandem-standby");
        Platform platform = Platform.current();
        PostgresBinaries binaries = PostgresBinaries.find(platform, null, RestartablePostgres.class.getClassLoader());
        PostgresCluster cluster =
                new PostgresCluster(home, binaries.unpack(Cache.ofUser(), platform), binaries.major());
        RestartablePostgres server = new RestartablePostgres(cluster, LifeGuard.over(home, cluster.stopAtOnce()));
        cluster.initialize(true);
        server.port = cluster.start(Ports.freeOr(0), true).port();
        return server;
    }

    /** Ends it and starts it again on the same data as a standby. */
    public void becomeStandby() throws IOException, InterruptedException {
        cluster.stop();
        Files.createFile(cluster.data().resolve("standby.signal"));
        port = cluster.start(port, true).port();
    }

    public int port() {
        return port;
    }

    /** Its only database, through whatever listens there. */
    public TestDatabase database(int throughPort) {
        String url = "jdbc:postgresql://localhost:" + throughPort + "/postgres?user=" + PostgresCluster.USER;
        return new TestDatabase("postgres", url, TestServer.postgres(url));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        guard.release();
    }
}
