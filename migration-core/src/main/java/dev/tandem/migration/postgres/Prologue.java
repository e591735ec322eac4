package dev.tandem.migration.postgres;

import dev.tandem.migration.sql.Dialect;
import dev.tandem.migration.sql.StepContext;
import dev.tandem.migration.sql.TableLocation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What transactions of a run begin with: a session as scripts expect it, and the check of lock and history. */
final class Prologue {
    private final Dialect dialect;
    private final ServerProcess process;
    private final OwnSettings settings;
    private boolean used;
    private boolean ownUser;
    /** With which lock and history were found to be as they were read; nothing was taken back since. */
    private @Nullable StepContext checked;

    Prologue(Dialect dialect, ServerProcess process, OwnSettings settings) {
        this.dialect = dialect;
        this.process = process;
        this.settings = settings;
    }

    /**
     * Before a step: what the ones before left in the session is taken out of it, and {@link #guard}. Behind a transaction that was
     * committed the lock is looked at, but not the history: if somebody else has written it since, the row that this step
     * writes has a number that is taken, and with what is recorded about that failure the history is looked at.
     */
    List<String> statements(StepContext context) {
        List<String> statements = new ArrayList<>();
        if (used) {
            if (!ownUser) {
                statements.addAll(PostgresSession.OWN_USER);
            }
            statements.addAll(PostgresSession.CLEAN);
            statements.addAll(settings.again());
        }
        used = true;
        ownUser = false;
        statements.addAll(context == checked ? lockGuard(context.location()) : guard(context));
        checked = context;
        return statements;
    }

    /** Behind a step's own statements. */
    List<String> epilogue() {
        ownUser = true;
        return PostgresSession.OWN_USER;
    }

    /** The transaction did not happen, and so it has set and checked nothing. */
    void rolledBack() {
        ownUser = false;
        checked = null;
    }

    /** Fails unless the lock is held and the history as it was read. */
    List<String> guard(StepContext context) {
        return List.of(new Guard(dialect, context.location(), process.number()).lockAndHead(context.head()));
    }

    /** Fails unless the session holds the lock, or can take it again; for what runs outside of a transaction. */
    String sessionLock(TableLocation location) {
        return new Guard(dialect, location, process.number()).sessionLock();
    }

    /** Fails unless the lock is held; needs no right to read the history. */
    List<String> lockGuard(TableLocation location) {
        return List.of(new Guard(dialect, location, process.number()).lock());
    }
}
