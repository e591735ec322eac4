package dev.tandem.migration.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.migration.Deadline;
import dev.tandem.migration.History;
import dev.tandem.migration.Script;
import dev.tandem.migration.script.Placeholders;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A migration's own timeout that passes when its last statement is done: moments that no test meets from outside. */
@Timeout(30)
class TimeLimitTest {
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Deadline run = Deadline.in(Duration.ofMinutes(1));
    private final StepContext context = new StepContext(
            "main",
            Dialects.of(Settings.url("jdbc:postgresql://host/db")),
            Placeholders.NONE,
            new TableLocation("public", "schema_migrations", true, null),
            History.EMPTY,
            new StepEvents(
                    Dialects.of(Settings.url("jdbc:postgresql://host/db")), "schema_migrations", "run", "test", 1, 0),
            run);
    private volatile Runnable atTheServer = () -> {};

    private final SqlChannel channel = (SqlChannel) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {SqlChannel.class}, (proxy, method, in) -> {
                told.add(method.getName());
                if (method.getName().equals("cancel")) {
                    atTheServer.run();
                    told.add("cancelled");
                }
                return null;
            });

    @AfterEach
    void close() {
        run.close();
    }

    private TimeLimit limit(Duration timeout) {
        Script script = (Script) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Script.class}, (proxy, method, in) -> timeout);
        return TimeLimit.of(script, context, channel);
    }

    @Test
    void whatItCancelledIsNotTheNextMigrations() {
        TimeLimit limit = limit(Duration.ofMillis(20));
        await().until(() -> told.contains("cancelled"));

        limit.close();

        assertThat(told).containsExactly("cancel", "cancelled", "resume");
        assertThat(context.deadline()).isSameAs(run);
    }

    @Test
    void theEndOfACancelUnderWayIsAwaited() throws InterruptedException {
        CountDownLatch answer = new CountDownLatch(1);
        atTheServer = () -> waitFor(answer);
        TimeLimit limit = limit(Duration.ofMillis(20));
        await().until(() -> told.contains("cancel"));

        Thread closing = new Thread(limit::close);
        closing.start();
        await().until(() -> closing.getState() == Thread.State.BLOCKED);
        answer.countDown();
        closing.join();

        assertThat(told).containsExactly("cancel", "cancelled", "resume");
    }

    @Test
    void aThreadThatComesLateCancelsNothing() {
        TimeLimit limit = limit(Duration.ofMinutes(1));
        limit.close();

        limit.end();

        assertThat(told).isEmpty();
    }

    @Test
    void theEndOfTheRunIsNotTakenBack() {
        TimeLimit limit = limit(Duration.ofMillis(20));
        await().until(() -> told.contains("cancelled"));
        run.cancel("by a test");

        limit.close();

        assertThat(told).containsExactly("cancel", "cancelled");
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
