package dev.tandem.migration.seed;

import dev.tandem.migration.DatabaseUnreachableException;
import dev.tandem.migration.Deadline;
import dev.tandem.migration.Failure;
import dev.tandem.migration.MigrationException;
import dev.tandem.migration.SeedException;
import dev.tandem.migration.seed.SeedTarget.Explanation;
import dev.tandem.migration.seed.Value.Mapping;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Says what failed in terms of the files: knows what is being read and written, and finds the lines of rows. */
final class SeedFailures {
    private final SeedReader reader;
    private final Variables variables;
    private final Deadline deadline;
    private final Map<String, SeedTarget> targets;
    private @Nullable SeedFile file;
    private @Nullable PlannedTable table;
    private @Nullable String database;

    SeedFailures(SeedReader reader, Variables variables, Deadline deadline, Map<String, SeedTarget> targets) {
        this.reader = reader;
        this.variables = variables;
        this.deadline = deadline;
        this.targets = targets;
    }

    /** From now on it is about this file. */
    void reading(SeedFile now) {
        file = now;
        table = null;
    }

    /** From now on it is about this table. */
    void writing(PlannedTable now) {
        file = now.file();
        table = now;
        database = now.database();
    }

    /** From now on it is about a whole database. */
    void finishing(String now) {
        file = null;
        table = null;
        database = now;
    }

    MigrationException of(SeedProblem problem) {
        Mark at = problem.mark() != null ? problem.mark() : place(problem.row(), null);
        String message = variables.mask(String.valueOf(problem.getMessage()));
        return new SeedException(failure(at, message, problem.action()), null);
    }

    MigrationException of(SQLException problem, boolean writing) {
        Explanation explanation = explain(problem);
        SQLException cause = new SQLException(
                variables.mask(String.valueOf(problem.getMessage())), problem.getSQLState(), problem.getErrorCode());
        cause.setStackTrace(problem.getStackTrace());
        Mark at = place(explanation.row(), explanation.column());
        String message = (table == null ? "" : "Table " + table.table().name() + ": ")
                + (explanation.column() == null ? "" : "column " + explanation.column() + ": ")
                + variables.mask(explanation.message());
        Failure failure = failure(at, message, deadline.hasEnded() ? null : writing ? whatStays() : null);
        if (deadline.hasEnded()) {
            return deadline.exceeded(failure, "while " + database + " was seeded", cause);
        }
        return explanation.unreachable()
                ? new DatabaseUnreachableException(failure, cause)
                : new SeedException(failure, cause);
    }

    private Explanation explain(SQLException problem) {
        SeedTarget target = database == null ? targets.values().iterator().next() : targets.get(database);
        return Objects.requireNonNull(target).explain(problem);
    }

    private String whatStays() {
        SeedTarget target = database == null ? null : targets.get(database);
        return target == null || target.isTransactional()
                ? "Nothing was written to " + database + "."
                : "What was written to " + database + " before stays, and a further run leaves it out.";
    }

    private Failure failure(@Nullable Mark at, String message, @Nullable String action) {
        String where = at == null ? message : message + " (" + at + ")";
        return file == null
                ? Failure.of(database, where, action)
                : Failure.inFile(file.location(), at == null ? null : at.line(), where, action)
                        .in(database, null);
    }

    /** Where a row stands, or one of its columns; without a row the table. Reads the file again to find it. */
    private @Nullable Mark place(long row, @Nullable String column) {
        PlannedTable of = table;
        if (of == null || row == 0) {
            return of == null ? null : of.at();
        }
        RowFinder finder = new RowFinder(of.at(), row, column);
        try {
            reader.read(of.file(), finder);
        } catch (SQLException | RuntimeException e) {
            // It is about to be said what really failed; the table's line has to do then.
            return of.at();
        }
        return finder.place == null ? of.at() : finder.place;
    }

    private static final class RowFinder implements SeedReader.Handler {
        private final Mark table;
        private final long row;
        private final @Nullable String column;
        private @Nullable Mark place;
        private boolean inside;
        private long number;

        RowFinder(Mark table, long row, @Nullable String column) {
            this.table = table;
            this.row = row;
            this.column = column;
        }

        @Override
        public void table(@Nullable String database, String name, Mark at) {
            inside = at.equals(table);
        }

        @Override
        public void row(Mapping mapping) {
            if (inside && ++number == row) {
                Value value = column == null ? null : mapping.get(column);
                place = value == null ? mapping.at() : value.at();
            }
        }

        @Override
        public void end() {
            inside = false;
        }
    }
}
