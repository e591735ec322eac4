package dev.tandem.migration.postgres;

import dev.tandem.migration.sql.DatabaseSettings;
import dev.tandem.migration.sql.Dialect;
import dev.tandem.migration.sql.StepContext;
import dev.tandem.migration.sql.TableLocation;
import java.util.ArrayList;
import java.util.List;

/** What transactions of a run begin with: a session as scripts expect it, and the check of lock and history. */
final class Prologue {
    private final Dialect dialect;
    private final DatabaseSettings settings;
    private final ServerProcess process;
    private boolean used;

    Prologue(Dialect dialect, DatabaseSettings settings, ServerProcess process) {
        this.dialect = dialect;
        this.settings = settings;
        this.process = process;
    }

    /** Before a step: what the ones before left in the session is taken out of it, and {@link #guard}. */
    List<String> statements(StepContext context) {
        List<String> statements = new ArrayList<>();
        if (used) {
            statements.addAll(PostgresSession.CLEAN);
        }
        used = true;
        statements.add("DO " + dialect.literal("BEGIN " + PostgresSession.settings(settings, dialect) + "END"));
        statements.addAll(guard(context));
        return statements;
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
