package dev.tandem.migration.clickhouse;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The thread that renews a lease, until it is told to end or there is nothing left to renew. */
final class LeaseRenewal {

    /** What it does again and again. */
    interface Renewing {
        /** Renews, and tells how long to wait before the next time; {@code null} when there is none. */
        @Nullable
        Duration renew();
    }

    private final CountDownLatch ended = new CountDownLatch(1);

    private LeaseRenewal() {}

    static LeaseRenewal start(Duration pause, Renewing renewing) {
        LeaseRenewal renewal = new LeaseRenewal();
        Thread thread = new Thread(() -> renewal.run(pause, renewing), "tandem-lease");
        thread.setDaemon(true);
        thread.start();
        return renewal;
    }

    private void run(Duration first, Renewing renewing) {
        Duration pause = first;
        try {
            while (pause != null && !ended.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                pause = renewing.renew();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void end() {
        ended.countDown();
    }
}
