package dev.tandem.migration;

import dev.tandem.migration.Command.Adopt;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The sessions of one run, in forward order, and the locks it holds on them. Closing releases in reverse. */
final class Sessions implements AutoCloseable {
    private final List<MigrationDatabase> databases;
    private final Map<MigrationDatabase, MigrationSession> sessions;
    private final Deadline deadline;
    /** What was read as they were connected, and not yet asked for. */
    private final Map<String, History> first = new HashMap<>();

    private final List<MigrationException> refusals = new ArrayList<>();
    private final Map<MigrationDatabase, Obstacle> obstacles = new HashMap<>();
    private final List<String> locked = new ArrayList<>();

    private Sessions(List<MigrationDatabase> databases, Deadline deadline) {
        this.databases = databases;
        this.sessions = new TreeMap<>(Comparator.comparingInt(databases::indexOf));
        this.deadline = deadline;
    }

    /** Connects to every database, or to none. */
    static Sessions connect(List<MigrationDatabase> databases, String runId, Deadline deadline, Connecting connecting) {
        Sessions sessions = connectSome(databases, runId, deadline, connecting);
        if (!sessions.refusals.isEmpty()) {
            sessions.close();
            throw Together.of(sessions.refusals);
        }
        return sessions;
    }

    /**
     * Connects to those that can be connected. What is wrong with the others is told by {@link #read} together with what is
     * wrong with these.
     *
     * @param databases in forward order
     */
    static Sessions connectSome(
            List<MigrationDatabase> databases, String runId, Deadline deadline, Connecting connecting) {
        Sessions sessions = new Sessions(databases, deadline);
        try {
            connecting.connect(databases, runId, deadline, sessions::add).forEach(sessions::refused);
            return sessions;
        } catch (RuntimeException e) {
            sessions.close();
            throw e;
        }
    }

    private void add(MigrationDatabase database, Opening.Opened opened) {
        sessions.put(database, opened.session());
        if (opened.history() != null) {
            first.put(database.name(), opened.history());
        }
    }

    private void refused(MigrationDatabase database, MigrationException refusal) {
        refusals.add(refusal);
        obstacles.put(database, Obstacle.toReading(refusal));
    }

    /** All of them, in forward order, those that could not be connected too. */
    List<MigrationDatabase> databases() {
        return databases;
    }

    /** Why a database could not be connected, or {@code null}. */
    @Nullable
    Obstacle obstacle(MigrationDatabase database) {
        return obstacles.get(database);
    }

    /** Reads every history, and what else the command goes by. */
    Reading read(Command command) {
        return read(command, LockStatus::isHeld);
    }

    /**
     * The same, for whoever is going to wait for the locks. A single look at a lock whose holder seems to be gone, or cannot be seen, says too
     * little for a refusal: waiting finds it out. Unless somebody has looked, and decided about what is dirty.
     */
    Reading readToRun(Command command) {
        return read(
                command,
                Planner.decides(command)
                        ? LockStatus::isHeld
                        : status -> status.holder() != null || status.unseen() != null);
    }

    private Reading read(Command command, Predicate<LockStatus> held) {
        List<DatabaseState> states = new ArrayList<>();
        List<MigrationException> met = new ArrayList<>(refusals);
        sessions.forEach((database, session) -> {
            try {
                states.add(
                        command instanceof Adopt adopt && session instanceof AdoptingSession adopting
                                ? beforeAdoption(database, adopting, adopt)
                                : state(database, session, held));
            } catch (MigrationException e) {
                if (deadline.hasEnded()) {
                    // What is asked from now on nobody would cancel any more.
                    throw e;
                }
                met.add(e);
            }
        });
        return new Reading(command, states, met);
    }

    /** Whether any history may have gone on since it was read. */
    boolean mayHaveGoneOn() {
        return sessions.values().stream().anyMatch(MigrationSession::mayHaveGoneOn);
    }

    /** Reads one history. */
    DatabaseState state(String name) {
        MigrationDatabase database = named(name);
        return state(database, get(database));
    }

    private DatabaseState beforeAdoption(MigrationDatabase database, AdoptingSession session, Adopt command) {
        first.remove(database.name());
        ForeignHistories foreign = session.foreign(command);
        return DatabaseState.of(database, session.historyBeforeAdoption(foreign), false)
                .with(foreign);
    }

    /** The session of a database in which something is taken over. */
    AdoptingSession adopting(String database) {
        return (AdoptingSession) get(database);
    }

    /**
     * Reads one history; asks for the lock's holder only where something is half done. Whoever was at it may have ended
     * between the two questions: then nobody holds the lock, and the history has gone on.
     */
    DatabaseState state(MigrationDatabase database, MigrationSession session) {
        return state(database, session, LockStatus::isHeld);
    }

    private DatabaseState state(MigrationDatabase database, MigrationSession session, Predicate<LockStatus> held) {
        History known = first.remove(database.name());
        History history = known != null ? known : session.history();
        boolean running = false;
        while (!running && isHalfDone(history) && !locked.contains(database.name())) {
            running = held.test(session.lock());
            History again = running ? history : session.history();
            if (again.head() == history.head()) {
                break;
            }
            history = again;
        }
        return DatabaseState.of(database, history, running);
    }

    private static boolean isHalfDone(History history) {
        for (History.Entry entry : history.entries().values()) {
            if (entry.progress() instanceof History.Stopped stopped
                    && (stopped.completed() > 0 || stopped.effects() != Effects.NONE)) {
                return true;
            }
        }
        return false;
    }

    Map<MigrationDatabase, MigrationSession> all() {
        return Collections.unmodifiableMap(sessions);
    }

    MigrationSession get(String database) {
        return get(named(database));
    }

    private MigrationSession get(MigrationDatabase database) {
        return Objects.requireNonNull(sessions.get(database), database.name());
    }

    private MigrationDatabase named(String name) {
        for (MigrationDatabase database : sessions.keySet()) {
            if (database.name().equals(name)) {
                return database;
            }
        }
        throw new NoSuchElementException("No session of " + name);
    }

    /** Whether what a run executes on a database is one transaction. */
    boolean isOneTransaction(String name) {
        return sessions.keySet().stream()
                .anyMatch(database -> database.name().equals(name) && database.isOneTransaction());
    }

    List<String> inForwardOrder(List<String> databases) {
        return sessions.keySet().stream()
                .map(MigrationDatabase::name)
                .filter(databases::contains)
                .toList();
    }

    boolean tryLock(String database) {
        boolean ours = locked.contains(database) || get(database).tryLock();
        if (ours && !locked.contains(database)) {
            // Whoever had it until now may have written the history since.
            first.remove(database);
            locked.add(database);
        }
        return ours;
    }

    boolean holds(List<String> databases) {
        return locked.containsAll(databases);
    }

    /** Whether a lock that goes before one we hold is still to be taken: taking it now could deadlock with another run. */
    boolean lockedBeyond(List<String> databases) {
        List<String> order = inForwardOrder(new ArrayList<>(
                sessions.keySet().stream().map(MigrationDatabase::name).toList()));
        int last = locked.stream().mapToInt(order::indexOf).max().orElse(-1);
        return databases.stream()
                .filter(database -> !locked.contains(database))
                .anyMatch(database -> order.indexOf(database) < last);
    }

    void unlockAll() {
        Collections.reverse(locked);
        locked.forEach(database -> get(database).unlock());
        locked.clear();
    }

    @Override
    public void close() {
        List<MigrationSession> reverse = new ArrayList<>(sessions.values());
        Collections.reverse(reverse);
        reverse.forEach(MigrationSession::close);
    }
}
