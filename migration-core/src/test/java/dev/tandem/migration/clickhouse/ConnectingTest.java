package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.migration.Deadline;
import dev.tandem.migration.sql.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A host that takes no connection, and does not refuse it either. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConnectingTest {
    private final List<Socket> waiting = new ArrayList<>();
    private ServerSocket silent;
    private ClickHouseAddress address;

    /** Nobody accepts, and the queue of those who wait for that is full. */
    @BeforeEach
    void fillTheQueue() throws IOException {
        silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        address = ClickHouseAddress.of(Settings.url("jdbc:clickhouse://127.0.0.1:" + silent.getLocalPort() + "/db"));
        address.properties().setProperty("retry", "0");
        boolean full = false;
        while (!full) {
            Socket socket = new Socket();
            waiting.add(socket);
            try {
                socket.connect(silent.getLocalSocketAddress(), 300);
            } catch (SocketTimeoutException e) {
                full = true;
            }
        }
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : waiting) {
            socket.close();
        }
        silent.close();
    }

    @Test
    void anotherConnectionWaitsNoLongerThanItIsTold() {
        assertGivenUpSoon(() -> Connecting.second(address, Duration.ofSeconds(1)));
    }

    @Test
    void theRunsOwnWaitsNoLongerThanTheRun() {
        try (Deadline deadline = Deadline.in(Duration.ofSeconds(1))) {
            assertGivenUpSoon(() -> Connecting.open(address, null, deadline).connection());
        }
    }

    @Test
    void oneThatTheAddressGivesLessTimeWaitsNoLongerThanThat() {
        address = ClickHouseAddress.of(Settings.url(address.jdbcUrl() + "?connection_timeout=1000"));
        try (Deadline deadline = Deadline.never()) {
            assertGivenUpSoon(() -> Connecting.open(address, null, deadline).connection());
        }
    }

    /** Connecting or asking: the driver may put off the one to the other. */
    private static void assertGivenUpSoon(Patience.Opening opening) {
        long start = System.nanoTime();

        assertThatThrownBy(() -> {
                    try (Connection connection = opening.open();
                            Statement statement = connection.createStatement()) {
                        statement.executeQuery("SELECT 1");
                    }
                })
                .isInstanceOf(SQLException.class);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }
}
