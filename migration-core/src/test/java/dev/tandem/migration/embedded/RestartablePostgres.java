package dev.tandem.migration.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A PostgreSQL server of one test's own, which can crash, and be started again, also as a standby: in recovery, and so read-only. */
public final class RestartablePostgres implements AutoCloseable {
    private final PostgresCluster cluster;
    private final LifeGuard guard;
    private int port;

    private RestartablePostgres(PostgresCluster cluster, LifeGuard guard) {
        this.cluster = cluster;
        this.guard = guard;
    }

    /** Starts one, which ends with this process at the latest and keeps nothing when it crashes. */
    public static RestartablePostgres start() throws IOException, InterruptedException {
        return start(true);
    }

    /** Starts one that keeps what it has committed, whatever happens to it. */
    public static RestartablePostgres startDurable() throws IOException, InterruptedException {
        return start(false);
    }

    private static RestartablePostgres start(boolean throwAway) throws IOException, InterruptedException {
        Path home = ThrowAwayDirectory.create("tandem-standby");
        Platform platform = Platform.current();
        PostgresBinaries binaries = PostgresBinaries.find(platform, null, RestartablePostgres.class.getClassLoader());
        PostgresCluster cluster =
                new PostgresCluster(home, binaries.unpack(Cache.ofUser(), platform), binaries.major());
        RestartablePostgres server = new RestartablePostgres(cluster, LifeGuard.over(home, cluster.stopAtOnce()));
        cluster.initialize(true);
        server.port = cluster.start(Ports.freeOr(0), throwAway).port();
        return server;
    }

    /** Ends it and starts it again on the same data as a standby. */
    public void becomeStandby() throws IOException, InterruptedException {
        cluster.stop();
        Files.createFile(cluster.data().resolve("standby.signal"));
        port = cluster.start(port, true).port();
    }

    /** Kills it as it is ({@code kill -9}), with the processes that serve its clients. */
    public void crash() throws IOException {
        ProcessHandle postmaster = cluster.running()
                .flatMap(server -> ProcessHandle.of(server.pid()))
                .orElseThrow();
        List<ProcessHandle> all = new ArrayList<>(List.of(postmaster));
        postmaster.descendants().forEach(all::add);
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(process -> process.onExit().join());
    }

    /** Starts it again after a crash, on the same data and port. */
    public void restart() throws IOException, InterruptedException {
        cluster.start(port, false);
    }

    /** Creates an empty database. */
    public TestDatabase create(String name) {
        return TestServer.postgres(database(port).jdbcUrl()).create(name);
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
