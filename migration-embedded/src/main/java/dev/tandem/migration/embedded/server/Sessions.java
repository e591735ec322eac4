package dev.tandem.migration.embedded.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The sessions that clients keep by {@code session_id}: a connection each, closed, when the
 * next request with a session comes, once it was not used for its timeout.
 *
 * <p>Not a queue: a session in use is refused, as a server does (code 373).
 */
final class Sessions implements AutoCloseable {

    private static final class Session {
        private final ChdbConnection connection;
        private boolean busy;
        private long expiresAtNanos;

        Session(ChdbConnection connection) {
            this.connection = connection;
        }
    }

    private final Chdb engine;
    private final Map<String, Session> sessions = new HashMap<>();

    Sessions(Chdb engine) {
        this.engine = engine;
    }

    /** The connection of a session, to be given back by {@link #release}. */
    synchronized ChdbConnection acquire(String id, boolean mustExist) throws ClickHouseError {
        closeExpired(System.nanoTime());
        Session session = sessions.get(id);
        if (session == null) {
            if (mustExist) {
                throw ClickHouseError.of(372, "SESSION_NOT_FOUND", "Session " + id + " not found");
            }
            session = new Session(engine.connect());
            sessions.put(id, session);
        } else if (session.busy) {
            throw ClickHouseError.of(373, "SESSION_IS_LOCKED", "Session " + id + " is locked by a concurrent client");
        }
        session.busy = true;
        return session.connection;
    }

    synchronized void release(String id, int timeoutSeconds) {
        Session session = sessions.get(id);
        if (session != null) {
            session.busy = false;
            session.expiresAtNanos = System.nanoTime() + timeoutSeconds * 1_000_000_000L;
        }
    }

    @Override
    public synchronized void close() {
        sessions.values().forEach(session -> session.connection.close());
        sessions.clear();
    }

    private void closeExpired(long now) {
        List<String> expired = new ArrayList<>();
        sessions.forEach((id, session) -> {
            if (!session.busy && session.expiresAtNanos - now < 0) {
                expired.add(id);
            }
        });
        for (String id : expired) {
            Session session = sessions.remove(id);
            if (session != null) {
                session.connection.close();
            }
        }
    }
}
