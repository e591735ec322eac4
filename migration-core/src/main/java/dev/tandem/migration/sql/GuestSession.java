package dev.tandem.migration.sql;

import dev.tandem.migration.Deadline;
import dev.tandem.migration.Failure;
import dev.tandem.migration.LockStatus;
import dev.tandem.migration.LostLockException;
import dev.tandem.migration.Migration;
import dev.tandem.migration.MigrationDatabase;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.MigrationSession;
import dev.tandem.migration.RefusedException;
import dev.tandem.migration.Script;
import dev.tandem.migration.StatementFailedException;
import dev.tandem.migration.Step;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.core.NestedExceptionUtils;

/**
 * One run's session with an engine of somebody else's that keeps a history of its own on a PostgreSQL server. It brings what every
 * such engine needs: connections that end with the deadline, a lock that ends with the process, and the telling of steps. An engine
 * says what stands in its history, and executes a step. Nothing is connected before it is needed.
 */
public abstract class GuestSession implements MigrationSession {
    private final MigrationDatabase database;
    private final SqlDatabase server;
    private final String runId;
    private final Deadline deadline;
    private final GuestConnections connections;
    private @Nullable RunLock lock;

    /**
     * Connects to nothing.
     *
     * @param database whose session it is; its name is also that of the lock
     * @param server where it is
     */
    protected GuestSession(MigrationDatabase database, SqlDatabase server, String runId, Deadline deadline) {
        this.database = database;
        this.server = server;
        this.runId = runId;
        this.deadline = deadline;
        this.connections = new GuestConnections(server, runId, deadline);
    }

    /** Connections of the run, for the engine: what they execute is cancelled in the server at the deadline. */
    protected final DataSource dataSource() {
        return connections;
    }

    /** Executes and records one step that goes forward; whatever it throws makes the step fail. */
    protected abstract void execute(Step step) throws Exception;

    /** Where in the file a step has failed, from 1, if what it threw says so. */
    protected @Nullable Integer line(Exception problem) {
        return null;
    }

    /** Asks the engine something; what it throws becomes a failure of this database. */
    protected final <T> T asking(Callable<T> question) {
        try {
            return question.call();
        } catch (MigrationException e) {
            throw e;
        } catch (Exception e) {
            throw failed(Failure.of(database.name(), reason(e), "Mend that, then run again."), e);
        }
    }

    /** What goes forward is the file's; the engine's own tools take back, and correct its history. */
    @Override
    public Script script(Step step) {
        return database.migrations().stream()
                .filter(migration -> step.isUp() && migration.id().equals(step.id()))
                .findFirst()
                .map(Migration::up)
                .orElseThrow(() -> refused("Its history is kept by another tool, which has to correct it."));
    }

    @Override
    public void run(List<Step> steps, MigrationListener listener) {
        for (Step step : steps) {
            deadline.check("before " + step.title() + " was begun");
            Script script = script(step);
            long start = System.nanoTime();
            listener.stepStarted(step, script);
            try {
                runLock().check();
                execute(step);
            } catch (Exception e) {
                MigrationException failure = failed(
                        Failure.inFile(script.location(), line(e), reason(e), "Mend it, then run again.")
                                .in(database.name(), step.id()),
                        e);
                listener.stepFailed(step, failure.failure(), Duration.ofNanos(System.nanoTime() - start));
                throw failure;
            }
            listener.stepCompleted(step, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private MigrationException failed(Failure failure, Exception cause) {
        if (lock != null && lock.isLost()) {
            return new LostLockException(failure, cause);
        }
        return deadline.hasEnded()
                ? deadline.exceeded(failure, "while " + database.name() + " was at work", cause)
                : new StatementFailedException(failure, cause);
    }

    /** What the server said rather than what was made of it. */
    private static String reason(Exception problem) {
        Throwable root = NestedExceptionUtils.getMostSpecificCause(problem);
        return Objects.requireNonNullElse(root.getMessage(), root.toString());
    }

    private RefusedException refused(String reason) {
        return new RefusedException(
                Failure.of(database.name(), reason + " Nothing was executed.", "Use that tool."), null);
    }

    private RunLock runLock() throws SQLException {
        RunLock known = lock;
        if (known == null) {
            known = server.lock(database.name(), runId, deadline);
            lock = known;
        }
        return known;
    }

    @Override
    public boolean tryLock() {
        return asking(() -> runLock().tryLock());
    }

    @Override
    public void unlock() {
        if (lock != null) {
            lock.unlock();
        }
    }

    @Override
    public LockStatus lock() {
        return asking(() -> runLock().status());
    }

    @Override
    public String lockKind() {
        return database.lockKind();
    }

    /** It may share its schema with others. */
    @Override
    public List<String> dropStatements() {
        throw refused("It is not emptied from here.");
    }

    @Override
    public void drop() {
        dropStatements();
    }

    @Override
    public void close() {
        connections.close();
        if (lock != null) {
            lock.close();
        }
    }
}
