package dev.tandem.migration.liquibase;

import dev.tandem.migration.Deadline;
import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.MigrationSession;
import dev.tandem.migration.RowEstimates;
import dev.tandem.migration.TableRows;
import dev.tandem.migration.seed.SeedTarget;
import dev.tandem.migration.seed.Seedable;
import dev.tandem.migration.sql.SqlDatabase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is done in a run beside the changelog: a session without migrations, where the server is of a kind that we know. */
final class Beside implements AutoCloseable {
    private final LiquibaseSettings settings;
    private final String runId;
    private final Deadline deadline;
    private @Nullable MigrationSession session;

    /** Connects to nothing yet. */
    Beside(LiquibaseSettings settings, String runId, Deadline deadline) {
        this.settings = settings;
        this.runId = runId;
        this.deadline = deadline;
    }

    /**
     * What the database offers for seeding.
     *
     * @throws InvalidConfigurationException when that is nothing
     */
    SeedTarget seedTarget() {
        if (session() instanceof Seedable seedable) {
            return seedable.seedTarget();
        }
        throw new InvalidConfigurationException(
                Failure.of(settings.name(), "A database of this kind cannot be seeded.", "Leave it out with --db."),
                null);
    }

    /** What is estimated to be in its tables; nothing where nobody does. */
    List<TableRows> rows() {
        return session() instanceof RowEstimates estimates ? estimates.rows() : List.of();
    }

    /** Takes the lock that seeding makes sure of; success where nothing is seeded. */
    boolean tryLock() {
        return session == null || session.tryLock();
    }

    void unlock() {
        if (session != null) {
            session.unlock();
        }
    }

    private @Nullable MigrationSession session() {
        SqlDatabase known = settings.known();
        if (session == null && known != null) {
            session = known.connect(runId, deadline);
        }
        return session;
    }

    @Override
    public void close() {
        if (session != null) {
            session.close();
        }
    }
}
