package dev.tandem.migration.liquibase;

import java.util.concurrent.atomic.AtomicInteger;
import liquibase.change.custom.CustomTaskChange;
import liquibase.change.custom.CustomTaskRollback;
import liquibase.database.Database;
import liquibase.exception.ValidationErrors;
import liquibase.resource.ResourceAccessor;

/** Code of a change set, which Liquibase executes where it is asked for its SQL. */
public final class CountingTask implements CustomTaskChange, CustomTaskRollback {
    static final AtomicInteger EXECUTED = new AtomicInteger();
    static final AtomicInteger TAKEN_BACK = new AtomicInteger();
    static volatile boolean fails;
    static volatile Runnable meanwhile = () -> {};

    static void reset() {
        EXECUTED.set(0);
        TAKEN_BACK.set(0);
        fails = false;
        meanwhile = () -> {};
    }

    @Override
    public void execute(Database database) {
        EXECUTED.incrementAndGet();
        meanwhile.run();
        if (fails) {
            throw new IllegalStateException("no such luck");
        }
    }

    @Override
    public void rollback(Database database) {
        TAKEN_BACK.incrementAndGet();
    }

    @Override
    public String getConfirmationMessage() {
        return "counted";
    }

    @Override
    public void setUp() {}

    @Override
    public void setFileOpener(ResourceAccessor files) {}

    @Override
    public ValidationErrors validate(Database database) {
        return new ValidationErrors();
    }
}
