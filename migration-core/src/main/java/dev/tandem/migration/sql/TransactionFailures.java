package dev.tandem.migration.sql;

import dev.tandem.migration.MigrationException;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.Step;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a failure of a transaction means for the migrations in it, in words. */
final class TransactionFailures {
    private final StepContext context;
    private final List<Work> works;
    private final List<Step> steps;

    TransactionFailures(StepContext context, List<Work> works) {
        this.context = context;
        this.works = works;
        this.steps = works.stream()
                .flatMap(work -> work instanceof Work.OfStep one ? Stream.of(one.step()) : Stream.empty())
                .toList();
    }

    MigrationException exception(Work work, @Nullable SqlStatement statement, SQLException problem, String action) {
        return context.exception(work.subject(), work.script(), statement, problem, action);
    }

    private boolean alone() {
        return works.size() == 1;
    }

    private String all() {
        Step first = steps.get(0);
        Step last = steps.get(steps.size() - 1);
        return steps.size() == 1
                ? first.title() + " and its hooks"
                : "all " + steps.size() + " migrations of this run, " + first.title() + " to " + last.title();
    }

    /** What is left in the database, and what to do. */
    String left(Work failed, String action) {
        return failed instanceof Work.OfStep step && step.isRetry()
                ? "Nothing of this attempt is left in the database, but the one before it may have committed some of its"
                        + " work. Look at it, " + StepContext.choice(step.step())
                : nothingIsLeft() + action;
    }

    private String nothingIsLeft() {
        return alone()
                ? "Nothing of it is left in the database. " + consequence()
                : "Nothing is left in the database of " + all() + ": they are one transaction. ";
    }

    /** Of a hook by itself. */
    private @Nullable HookScript hook() {
        return alone() && works.get(0) instanceof Work.OfHook work ? work.hook() : null;
    }

    private String consequence() {
        HookScript hook = hook();
        return hook == null ? "" : hook.consequence();
    }

    private String mend() {
        HookScript hook = hook();
        return hook == null ? "Mend the file and run again." : hook.remedy();
    }

    /** What to do about an error, where its cause is not the deadline. */
    String remedy(SQLException problem) {
        String known = context.remedy(problem);
        if (known == null) {
            return mend();
        }
        return alone() || context.isDenied(problem)
                ? known
                : known + " That is not enough while all of a run is one transaction: set tandem.databases."
                        + steps.get(0).database() + ".transaction=each, at least for this run.";
    }

    String refusedCommit() {
        return alone()
                ? "It failed at COMMIT. " + mend()
                : "It failed at COMMIT, so the cause may be in any of them. Mend its file and run again.";
    }

    String lostCommit() {
        return "The connection was lost at COMMIT: "
                + (alone() ? "it is" : all() + ", are")
                + " in the database as a whole, or nothing of "
                + (alone() ? "it" : "them")
                + " is. "
                + (hook() == null ? "The history tells which: migrate status." : consequence() + mend());
    }
}
