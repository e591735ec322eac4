package dev.tandem.migration.embedded;

import dev.tandem.migration.embedded.ClickHouseProcess.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A ClickHouse server of one test's own, which can crash and be started again on the same data. */
public final class RestartableClickHouse implements AutoCloseable {
    private final Path home;
    private Started running;

    private RestartableClickHouse(Path home, Started running) {
        this.home = home;
        this.running = running;
    }

    /** Starts one, which ends with this process at the latest. */
    public static RestartableClickHouse start() throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("tandem-clickhouse");
        return new RestartableClickHouse(home, start(home, 0));
    }

    private static Started start(Path home, int port) throws IOException, InterruptedException {
        return new ClickHouseProcess(Cache.ofUser()).start(home, port, null, false, true);
    }

    /** Kills it as it is ({@code kill -9}). */
    public void crash() throws InterruptedException {
        running.process().destroyForcibly().waitFor();
    }

    /** Starts it again after a crash, on the same data and port. */
    public void restart() throws IOException, InterruptedException {
        int port = running.state().port();
        running = start(home, port);
        if (running.state().port() != port) {
            throw new IllegalStateException("Another process has taken port " + port);
        }
    }

    /** Creates an empty database. */
    public TestDatabase create(String name) {
        return TestServer.clickhouse(
                        "jdbc:clickhouse://localhost:" + running.state().port() + "/default?compress=false")
                .create(name);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        running.process().getOutputStream().close();
        running.process().waitFor();
        FileTrees.delete(home);
    }
}
