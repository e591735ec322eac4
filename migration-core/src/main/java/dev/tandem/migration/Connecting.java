package dev.tandem.migration;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
     * A session, and what was read with it.
     *
     * @param session the session
     * @param history its history, {@code null} unless it was read already
     */
    record Connected(MigrationSession session, @Nullable History history) {}

    /**
     * Connects to all of them, one attempt each in turn, so that a server that is not there does not hide what is wrong with
     * another. They are tried again only while nothing but that is in the way.
     *
     * @param connected hears of each that is connected
     * @return why the others are not, in the order of the databases
     * @throws MigrationException when the deadline ends
     */
    Map<MigrationDatabase, MigrationException> connect(
            List<MigrationDatabase> databases,
            String runId,
            Deadline deadline,
            BiConsumer<MigrationDatabase, Connected> connected) {
        long start = System.nanoTime();
        Duration pause = SHORTEST_PAUSE;
        List<MigrationDatabase> left = databases;
        while (true) {
            Map<MigrationDatabase, MigrationException> refused = new LinkedHashMap<>();
            for (MigrationDatabase database : left) {
                deadline.check("before " + database.name() + " was connected");
                try {
                    connected.accept(database, attempt(database, runId, deadline));
                } catch (MigrationException e) {
                    if (deadline.hasEnded()) {
                        throw e;
                    }
                    refused.put(database, e);
                }
            }
            Duration remaining = deadline.remaining();
            if (refused.isEmpty() || listener == null || remaining == null || !allMayPass(refused)) {
                return refused;
            }
            Duration waited = Duration.ofNanos(System.nanoTime() - start);
            if (remaining.compareTo(SHORTEST_PAUSE) <= 0) {
                refused.replaceAll((database, e) -> givenUp(e, waited));
                return refused;
            }
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

    /** There are drivers that connect at the first question only: so the question is a part of the attempt. */
    private Connected attempt(MigrationDatabase database, String runId, Deadline deadline) {
        MigrationSession session = Opening.open(database, runId, deadline);
        if (listener == null || deadline.remaining() == null) {
            return new Connected(session, null);
        }
        try {
            return new Connected(session, session.history());
        } catch (DatabaseUnreachableException e) {
            session.close();
            throw e;
        } catch (MigrationException e) {
            if (deadline.hasEnded()) {
                // What is asked from now on nobody would cancel any more.
                session.close();
                throw e;
            }
            // It is met again by whoever reads the history for the plan, and told together with the others.
            return new Connected(session, null);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
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
