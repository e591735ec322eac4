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
    /** With which lock and history were found to be as they were read; nothing was taken back since. */
    private @Nullable StepContext checked;

    Prologue(Dialect dialect, ServerProcess process, OwnSettings settings) {
        this.dialect = dialect;
        this.process = process;
        this.settings = settings;
    }

    /** What the ones before left in the session is taken out of it, and {@link #guard}. */
    List<String> statements(StepContext context) {
        List<String> statements = clean();
        statements.addAll(guard(context));
        checked = context;
        return statements;
    }

    /** The same, but behind a transaction that was committed only the lock is looked at, which costs the server a third of it. */
    List<String> ofStep(StepContext context) {
        if (context != checked) {
            return statements(context);
        }
        List<String> statements = clean();
        statements.addAll(lockGuard(context.location()));
        return statements;
    }

    private List<String> clean() {
        List<String> statements = new ArrayList<>();
        if (used) {
            statements.addAll(PostgresSession.CLEAN);
            statements.addAll(settings.again());
        }
        used = true;
        return statements;
    }

    /** The transaction did not happen, and so it has checked nothing. */
    void rolledBack() {
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
