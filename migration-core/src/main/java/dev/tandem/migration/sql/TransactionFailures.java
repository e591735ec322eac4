package dev.tandem.migration.sql;

import dev.tandem.migration.MigrationException;
import dev.tandem.migration.SqlStatement;
import dev.tandem.migration.Step;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a failure of a transaction means for the migrations in it, in words. */
final class TransactionFailures {
    private final StepContext context;
    private final List<Work> works;

    TransactionFailures(StepContext context, List<Work> works) {
        this.context = context;
        this.works = works;
    }

    MigrationException exception(Work work, @Nullable SqlStatement statement, SQLException problem, String action) {
        return context.exception(work.step(), work.script(), statement, problem, action);
    }

    private boolean alone() {
        return works.size() == 1;
    }

    private String all() {
        Step first = works.get(0).step();
        Step last = works.get(works.size() - 1).step();
        return "all " + works.size() + " migrations of this run, " + first.title() + " to " + last.title();
    }

    String nothingIsLeft() {
        return alone()
                ? "Nothing of it is left in the database. "
                : "Nothing is left in the database of " + all() + ": they are one transaction. ";
    }

    /** What to do about an error, where its cause is not the deadline. */
    String remedy(SQLException problem) {
        String known = context.remedy(problem);
        if (known == null) {
            return "Mend the file and run again.";
        }
        return alone() || context.isDenied(problem)
                ? known
                : known + " That is not enough while all of a run is one transaction: set tandem.databases."
                        + works.get(0).step().database() + ".transaction=each, at least for this run.";
    }

    String refusedCommit() {
        return alone()
                ? "It failed at COMMIT. Mend the file and run again."
                : "It failed at COMMIT, so the cause may be in any of them. Mend its file and run again.";
    }

    String lostCommit() {
        return "The connection was lost at COMMIT: "
                + (alone() ? "it is" : all() + ", are")
                + " in the database as a whole, or nothing of "
                + (alone() ? "it" : "them")
                + " is. The history tells which: migrate status.";
    }
}
