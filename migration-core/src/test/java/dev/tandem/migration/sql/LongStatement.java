package dev.tandem.migration.sql;

import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.Plan;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.StatementProgress;
import dev.tandem.migration.Step;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A run in the background that a test asks the server about. */
public final class LongStatement implements MigrationListener, AutoCloseable {
    private final Project project;
    private final List<SqlStatement> sent = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> run;
    private final dev.tandem.migration.MigrationManager manager;
    private volatile String runId = "";

    public LongStatement(Project project) {
        this.project = project.listener(this);
        this.manager = project.manager();
        this.run = CompletableFuture.runAsync(() -> manager.run(dev.tandem.migration.Command.up()));
    }

    @Override
    public void runStarted(String id, Plan plan) {
        runId = id;
    }

    @Override
    public void statementStarted(Step step, SqlStatement statement) {
        sent.add(statement);
    }

    /** What the server says now. */
    public @Nullable StatementProgress progress() {
        return sent.isEmpty() ? null : project.sqlDatabase().progress(runId, List.copyOf(sent));
    }

    /** Cancels it and awaits its end. */
    @Override
    public void close() {
        manager.cancel();
        run.exceptionally(cancelled -> null).join();
    }
}
