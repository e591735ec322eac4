package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.clickhouse.jdbc.ConnectionImpl;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.Dialect;
import dev.tandem.migration.sql.JdbcProxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LateConnectionTest {

    @Test
    void itIsOpenedOnceAndWhenItIsNeeded() throws SQLException {
        AtomicInteger opened = new AtomicInteger();
        try (TestDatabase database = DatabasesForTests.clickhouse();
                LateConnection late = new LateConnection(
                        () -> {
                            opened.incrementAndGet();
                            return DriverManager.getConnection(database.jdbcUrl())
                                    .unwrap(ConnectionImpl.class);
                        },
                        () -> {})) {
            assertThat(late.isOpen()).isFalse();
            assertThat(opened).hasValue(0);

            assertThat(late.connection()).isSameAs(late.connection());
            assertThat(opened).hasValue(1);
        }
    }

    @Test
    void whatIsClosedIsNotOpenedAnyMoreAndNothingWasDone() {
        AtomicInteger opened = new AtomicInteger();
        LateConnection late = new LateConnection(
                () -> {
                    opened.incrementAndGet();
                    throw new SQLException("Nobody is there");
                },
                () -> {});

        late.close();

        assertThatThrownBy(late::connection).isInstanceOf(NothingDoneException.class);
        assertThat(opened).hasValue(0);
    }

    @Test
    void whoeverWaitsForItIsLetGoWhenItIsClosedAndWhatComesThenIsClosed() throws Exception {
        Patience patience = new Patience();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        AtomicReference<Connection> came = new AtomicReference<>();
        CompletableFuture<Void> closed = new CompletableFuture<>();
        try (TestDatabase database = DatabasesForTests.clickhouse()) {
            LateConnection late = new LateConnection(
                    () -> patience.within(Duration.ofMinutes(1), () -> {
                                asked.countDown();
                                wait(answered);
                                came.set(new Telling(DriverManager.getConnection(database.jdbcUrl()), closed).proxy());
                                return came.get();
                            })
                            .unwrap(ConnectionImpl.class),
                    patience::giveUp);
            CompletableFuture<ConnectionImpl> waiting = CompletableFuture.supplyAsync(() -> {
                try {
                    return late.connection();
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            wait(asked);

            late.close();

            assertThatThrownBy(() -> waiting.get(3, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .rootCause()
                    .hasMessageContaining("the run is over");
            answered.countDown();
            closed.get(30, TimeUnit.SECONDS);
            assertThat(came.get()).isNotNull();
        }
    }

    /** What the driver says of an address is not to look like what the server says of a table. */
    @Test
    void whatKeepsItFromBeingOpenedIsNotAboutColumns() {
        LateConnection late = new LateConnection(
                () -> {
                    throw new SQLException("Failed", new IllegalArgumentException("port out of range"));
                },
                () -> {});

        assertThatThrownBy(late::connection)
                .isInstanceOfSatisfying(
                        SQLException.class,
                        e -> assertThat(ClickHouseErrors.problem(e)).isEqualTo(Dialect.Problem.STATEMENT));
    }

    private static void wait(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A connection that tells when it is closed. */
    private record Telling(Connection connection, CompletableFuture<Void> closed) {
        Connection proxy() {
            return JdbcProxy.of(Connection.class, (proxy, method, arguments) -> {
                if (method.getName().equals("close")) {
                    closed.complete(null);
                }
                return JdbcProxy.pass(connection, method, arguments);
            });
        }
    }
}
