package dev.tandem.migration;

import dev.tandem.migration.Opening.Opened;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Connects to databases. A server that is not there yet is tried again, with growing pauses, for as long as the deadline
 * allows; without one, or when there is nobody to hear of it, it is tried once.
 */
final class Connecting {
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final @Nullable MigrationListener listener;

    private Connecting(@Nullable MigrationListener listener) {
        this.listener = listener;
    }

    /** Tries once. */
    static Connecting once() {
        return new Connecting(null);
    }

    /** Tries again, and tells of it. */
    static Connecting patiently(MigrationListener listener) {
        return new Connecting(listener);
    }

    /**
     * Connects to all of them at the same time, one attempt each, so that a server that is not there does not hide what is
     * wrong with another. They are tried again only while nothing but that is in the way.
     *
     * @param connected hears of each that is connected
     * @return why the others are not, in the order of the databases
     * @throws MigrationException when the deadline ends
     */
    Map<MigrationDatabase, MigrationException> connect(
            List<MigrationDatabase> databases,
            String runId,
            Deadline deadline,
            BiConsumer<MigrationDatabase, Opened> connected) {
        long start = System.nanoTime();
        Duration pause = SHORTEST_PAUSE;
        List<MigrationDatabase> left = databases;
        Map<MigrationDatabase, MigrationException> refused = new LinkedHashMap<>();
        boolean again = false;
        while (true) {
            try {
                attempt(left, runId, deadline, connected, refused);
            } catch (DeadlineExceededException e) {
                if (!again || refused.isEmpty()) {
                    throw e;
                }
                // It ended the last attempt; what was in the way of those before it says more.
                return givenUp(refused, start);
            }
            again = true;
            Duration remaining = deadline.remaining();
            if (refused.isEmpty() || listener == null || remaining == null || !allMayPass(refused)) {
                return refused;
            }
            if (remaining.compareTo(SHORTEST_PAUSE) <= 0) {
                return givenUp(refused, start);
            }
            Duration waited = since(start);
            refused.forEach((database, e) ->
                    listener.databaseAwaited(database.name(), e.failure().message(), waited));
            // once more just before the end
            Duration time = shorter(pause, remaining.minus(SHORTEST_PAUSE.dividedBy(2)));
            deadline.pause(time, "while " + awaited(refused));
            pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
            left = List.copyOf(refused.keySet());
        }
    }

    private static boolean allMayPass(Map<MigrationDatabase, MigrationException> refused) {
        return refused.values().stream()
                .allMatch(e -> e instanceof DatabaseUnreachableException unreachable && unreachable.mayPass());
    }

    private static String awaited(Map<MigrationDatabase, MigrationException> refused) {
        String names = refused.keySet().stream().map(MigrationDatabase::name).collect(Collectors.joining(" and "));
        MigrationException first = refused.values().iterator().next();
        return names + (refused.size() == 1 ? " was" : " were") + " awaited. "
                + first.failure().message();
    }

    /** @param refused from which those that are connected are taken, and into which the reasons are put why others are not */
    private void attempt(
            List<MigrationDatabase> databases,
            String runId,
            Deadline deadline,
            BiConsumer<MigrationDatabase, Opened> connected,
            Map<MigrationDatabase, MigrationException> refused) {
        Deque<Opening> openings = new ArrayDeque<>();
        try {
            for (MigrationDatabase database : databases) {
                openings.add(Opening.begin(database, runId, deadline, listener != null));
            }
            databases.forEach(Connecting::readAhead);
            while (!openings.isEmpty()) {
                Opening opening = openings.element();
                try {
                    Opened opened = opening.await();
                    openings.remove();
                    refused.remove(opening.database());
                    connected.accept(opening.database(), opened);
                } catch (MigrationException e) {
                    if (deadline.hasEnded()) {
                        throw e;
                    }
                    openings.remove();
                    refused.put(opening.database(), e);
                }
            }
        } finally {
            openings.forEach(Opening::giveUp);
        }
    }

    /** Servers take their time to let somebody in; files can be read meanwhile. */
    private static void readAhead(MigrationDatabase database) {
        try {
            database.readAhead();
        } catch (RuntimeException e) {
            // It is met again by whoever needs them, and told together with what else is wrong.
            LoggerFactory.getLogger(Connecting.class).debug("The files of {} cannot be read ahead", database.name(), e);
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static Map<MigrationDatabase, MigrationException> givenUp(
            Map<MigrationDatabase, MigrationException> refused, long start) {
        Map<MigrationDatabase, MigrationException> givenUp = new LinkedHashMap<>();
        refused.forEach((database, e) -> givenUp.put(database, givenUp(e, since(start))));
        return givenUp;
    }

    private static DatabaseUnreachableException givenUp(MigrationException e, Duration waited) {
        Failure failure = e.failure();
        return new DatabaseUnreachableException(
                Failure.of(
                        failure.database(),
                        failure.message() + " It was tried again for " + Math.max(1, waited.toSeconds()) + " s.",
                        failure.action()),
                true,
                e);
    }
}
