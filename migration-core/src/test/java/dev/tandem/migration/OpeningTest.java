package dev.tandem.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OpeningTest {
    /** Enough for the two to meet at every moment. */
    private static final int ROUNDS = 3_000;

    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();

    private final MigrationSession session = proxy(MigrationSession.class, () -> {
        closed.incrementAndGet();
        return null;
    });

    private final MigrationDatabase database = (MigrationDatabase) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {MigrationDatabase.class}, (self, method, in) -> {
                if (method.getName().equals("name")) {
                    return "main";
                }
                opened.incrementAndGet();
                return session;
            });

    private interface Answer {
        Object give();
    }

    private <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {type}, (self, method, in) -> answer.give()));
    }

    @Test
    void aSessionThatOpensJustAsItsRunIsInterruptedIsClosed() {
        for (int i = 0; i < ROUNDS; i++) {
            try (Deadline deadline = Deadline.never()) {
                Thread.currentThread().interrupt();
                Opening opening = Opening.begin(database, "run", deadline, false);
                try {
                    opening.await().session().close();
                } catch (RunCancelledException interrupted) {
                    opening.giveUp();
                    throw interrupted;
                }
            } catch (RunCancelledException interrupted) {
                assertThat(interrupted).hasMessageContaining("interrupted");
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
        }

        await().untilAsserted(() -> assertThat(opened).hasValue(ROUNDS));
        await().untilAsserted(() -> assertThat(closed).hasValue(ROUNDS));
    }
}
