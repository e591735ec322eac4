package dev.tandem.migration.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;

/** A ClickHouse with a Keeper beside it, for as long as this process lives: there KeeperMap tables can be created. */
public final class KeeperClickHouse {
    private static final int TICK_MILLIS = 500;
    private static final int CLIENTS = 100;
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static TestServer server;

    private KeeperClickHouse() {}

    /** A new, empty database on it. */
    public static synchronized TestDatabase database() {
        if (server == null) {
            server = TestServer.clickhouse(start().jdbcUrl());
        }
        return server.create("keeper_test_" + NUMBER.incrementAndGet());
    }

    private static EmbeddedClickHouse start() {
        try {
            Path home = ThrowAwayDirectory.create("tandem-keeper");

            NIOServerCnxnFactory keeper = new NIOServerCnxnFactory();
            keeper.configure(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), CLIENTS);
            keeper.startup(new ZooKeeperServer(home.toFile(), home.toFile(), TICK_MILLIS));
            Path config = home.resolve("config.xml");
            Files.writeString(config, """
                    <clickhouse>
                      <zookeeper><node><host>127.0.0.1</host><port>%d</port></node></zookeeper>
                      <keeper_map_path_prefix>/tables</keeper_map_path_prefix>
                    </clickhouse>
                    """.formatted(keeper.getLocalPort()));
            return EmbeddedClickHouse.start(config);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
