package dev.tandem.migration.seed;

import dev.tandem.migration.Deadline;
import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.LockedWork;
import dev.tandem.migration.MigrationSession;
import dev.tandem.migration.seed.Value.Mapping;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One seeding, as {@link Seeding} says it. */
final class SeedWork implements LockedWork<SeedReport> {
    private final List<SeedFile> files;
    private final SeedOptions options;
    private final Variables variables;
    private final Map<String, SeedTarget> targets = new LinkedHashMap<>();
    private final List<PlannedTable> tables = new ArrayList<>();
    private final List<SeedTarget> begun = new ArrayList<>();
    private @Nullable SeedReader reader;
    private @Nullable SeedFailures failures;
    private String runId = "";

    SeedWork(List<SeedFile> files, SeedOptions options) {
        this.files = List.copyOf(files);
        this.options = options;
        this.variables = new Variables(options.variables());
    }

    @Override
    public Set<String> prepare(String id, Map<String, MigrationSession> sessions, Deadline deadline) {
        runId = id;
        sessions.forEach((name, session) -> targets.put(name, target(name, session)));
        reader = new SeedReader(variables, deadline);
        failures = new SeedFailures(reader, variables, deadline, targets);
        TableFinder finder = new TableFinder(targets, tables);
        for (SeedFile file : files) {
            failures.reading(file);
            attempt(() -> reader().read(file, checking(file, finder)));
        }
        Set<String> databases = new LinkedHashSet<>();
        if (!options.dryRun()) {
            tables.forEach(table -> databases.add(table.database()));
        }
        return databases;
    }

    private static SeedTarget target(String name, MigrationSession session) {
        if (session instanceof Seedable seedable) {
            return seedable.seedTarget();
        }
        throw new InvalidConfigurationException(
                Failure.of(name, "A database of this kind cannot be seeded.", "Leave it out with --db."), null);
    }

    private SeedReader.Handler checking(SeedFile file, TableFinder finder) {
        return new SeedReader.Handler() {
            private @Nullable PlannedTable current;

            @Override
            public void table(@Nullable String database, String name, Mark at) throws SQLException {
                current = finder.find(file, database, name, at);
                tables.add(current);
            }

            @Override
            public void row(Mapping row) {
                PlannedTable table = Objects.requireNonNull(current);
                table.table().check(row);
                table.counted();
            }

            @Override
            public void end() {
                PlannedTable table = Objects.requireNonNull(current);
                if (table.rows() > 0) {
                    table.table().checked(table.at());
                }
            }
        };
    }

    @Override
    public SeedReport execute() {
        if (!options.dryRun()) {
            try {
                write();
            } catch (RuntimeException | Error e) {
                takeBack(e);
                throw e;
            }
        }
        return new SeedReport(
                runId,
                options.dryRun(),
                tables.stream().map(table -> table.report(options.dryRun())).toList());
    }

    /** Those that can take back come first and commit last, so that nothing stays in them if another one fails. */
    private void write() {
        List<String> databases = targets.keySet().stream()
                .filter(name ->
                        tables.stream().anyMatch(table -> table.database().equals(name)))
                .sorted(Comparator.comparing(name -> !target(name).isTransactional()))
                .toList();
        for (String database : databases) {
            write(database);
            // Before anything is written to a database that cannot take it back.
            failures().finishing(database);
            attempt(target(database)::complete);
        }
        for (String database : databases) {
            failures().finishing(database);
            attempt(target(database)::commit);
        }
    }

    private void write(String database) {
        SeedTarget target = target(database);
        List<PlannedTable> its = tables.stream()
                .filter(table -> table.database().equals(database))
                .toList();
        failures().finishing(database);
        begun.add(target);
        attempt(target::begin);
        attempt(() -> {
            try {
                fill(target, its);
            } catch (SQLException e) {
                if (!target.restart(e)) {
                    throw e;
                }
                fill(target, its);
            }
        });
    }

    private void fill(SeedTarget target, List<PlannedTable> its) throws SQLException {
        if (options.truncate()) {
            failures().writing(its.get(0));
            target.truncate(its.stream().map(PlannedTable::table).toList());
        }
        for (SeedFile file : files) {
            if (its.stream().anyMatch(table -> table.file() == file && table.rows() > 0)) {
                failures().reading(file);
                reader().read(file, writing(file, its.get(0).database()));
            }
        }
    }

    private SeedReader.Handler writing(SeedFile file, String database) {
        return new SeedReader.Handler() {
            private @Nullable PlannedTable current;

            @Override
            public void table(@Nullable String named, String name, Mark at) throws SQLException {
                PlannedTable found = tables.stream()
                        .filter(table -> table.file() == file && table.at().equals(at))
                        .findFirst()
                        .orElseThrow(() -> SeedProblem.at(at, "The file has changed while it was read.", "Run again."));
                current = found.database().equals(database) && found.rows() > 0 ? found : null;
                if (current != null) {
                    failures().writing(current);
                    current.table().open();
                }
            }

            @Override
            public void row(Mapping row) throws SQLException {
                if (current != null) {
                    current.table().write(row);
                }
            }

            @Override
            public void end() throws SQLException {
                if (current != null) {
                    current.written(current.table().close());
                }
            }
        };
    }

    private void takeBack(Throwable failure) {
        for (SeedTarget target : begun) {
            try {
                target.rollback();
            } catch (SQLException e) {
                failure.addSuppressed(e);
            }
        }
    }

    private SeedTarget target(String database) {
        return Objects.requireNonNull(targets.get(database));
    }

    private SeedReader reader() {
        return Objects.requireNonNull(reader);
    }

    private SeedFailures failures() {
        return Objects.requireNonNull(failures);
    }

    private void attempt(Attempt attempt) {
        try {
            attempt.make();
        } catch (SeedProblem e) {
            throw failures().of(e);
        } catch (SQLException e) {
            throw failures().of(e, !begun.isEmpty());
        }
    }

    private interface Attempt {
        void make() throws SQLException;
    }
}
