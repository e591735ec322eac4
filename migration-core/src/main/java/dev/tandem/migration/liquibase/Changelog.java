package dev.tandem.migration.liquibase;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.Migration;
import dev.tandem.migration.MigrationId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.changelog.ChangeLogParameters;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.filter.ChangeSetFilter;
import liquibase.changelog.filter.ContextChangeSetFilter;
import liquibase.changelog.filter.DbmsChangeSetFilter;
import liquibase.changelog.filter.IgnoreChangeSetFilter;
import liquibase.changelog.filter.LabelChangeSetFilter;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.exception.LiquibaseException;
import liquibase.parser.ChangeLogParserFactory;
import org.jspecify.annotations.Nullable;

/**
 * A changelog that was read. A change set is known by its path, author and id; its position among all of them, whatever contexts and
 * labels select, is the number by which it is planned and shown, and is the same for as long as nothing is put before it.
 */
final class Changelog {
    private final DatabaseChangeLog log;
    private final Map<Long, ChangeSet> all = new TreeMap<>();
    private final Map<Long, ChangeSet> selected = new TreeMap<>();

    private Changelog(DatabaseChangeLog log, List<ChangeSetFilter> filters) throws LiquibaseException {
        this.log = log;
        Set<String> identities = new HashSet<>();
        long position = 0;
        for (ChangeSet changeSet : log.getChangeSets()) {
            position++;
            all.put(position, changeSet);
            if (filters.stream().allMatch(filter -> filter.accepts(changeSet).isAccepted())) {
                selected.put(position, changeSet);
                if (!identities.add(identity(changeSet))) {
                    throw new LiquibaseException("The change set " + identity(changeSet) + " is there twice.");
                }
            }
        }
    }

    /**
     * Reads it.
     *
     * @throws InvalidMigrationException when it cannot be read
     */
    static Changelog read(LiquibaseSettings settings, ChangelogFiles files) {
        try {
            Database kind = kind(settings.jdbcUrl());
            return new LiquibaseScope(files.accessor(), settings.classLoader(), kind).call(() -> {
                ChangeLogParameters parameters = new ChangeLogParameters(kind);
                Contexts contexts = new Contexts(settings.contexts());
                LabelExpression labels = new LabelExpression(settings.labels());
                parameters.setContexts(contexts);
                parameters.setLabels(labels);
                settings.parameters().forEach(parameters::set);
                DatabaseChangeLog log = ChangeLogParserFactory.getInstance()
                        .getParser(files.name(), files.accessor())
                        .parse(files.name(), parameters, files.accessor());
                return new Changelog(
                        log,
                        List.of(
                                new ContextChangeSetFilter(contexts),
                                new LabelChangeSetFilter(labels),
                                new DbmsChangeSetFilter(kind),
                                new IgnoreChangeSetFilter()));
            });
        } catch (LiquibaseException e) {
            throw new InvalidMigrationException(
                    Failure.inFile(
                                    files.name(),
                                    null,
                                    "The changelog " + settings.changelog() + " cannot be read: " + Problems.reason(e),
                                    "Mend it, or set tandem.databases." + settings.name()
                                            + ".changelog to another one.")
                            .in(settings.name(), null),
                    e);
        }
    }

    /**
     * What Liquibase knows of databases with such an address, without connecting to one. Servers that speak another one's protocol
     * (CockroachDB, YugabyteDB) have addresses like it, and are variants of it to Liquibase: they are taken for what they speak.
     */
    static Database kind(String url) throws LiquibaseException {
        DatabaseFactory databases = DatabaseFactory.getInstance();
        List<Database> candidates = databases.getImplementedDatabases().stream()
                .filter(database -> database.getDefaultDriver(url) != null)
                .toList();
        for (Database database : candidates) {
            if (candidates.stream().noneMatch(other -> isVariant(database, other))) {
                return databases.getDatabase(database.getShortName());
            }
        }
        throw new LiquibaseException("Liquibase knows no database with such an address.");
    }

    private static boolean isVariant(Database database, Database other) {
        return database.getClass() != other.getClass() && other.getClass().isInstance(database);
    }

    DatabaseChangeLog log() {
        return log;
    }

    /** By what people know a change set. */
    static String identity(ChangeSet changeSet) {
        return changeSet.getFilePath() + "::" + changeSet.getAuthor() + "::" + changeSet.getId();
    }

    /** The position of a change set; {@code null} when there is none of that identity. */
    @Nullable
    Long position(String identity) {
        // The same may be written once more for another context or kind of database.
        return Stream.of(selected, all)
                .flatMap(some -> some.entrySet().stream())
                .filter(entry -> identity(entry.getValue()).equals(identity))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    /** Those that are selected, by position. */
    Map<Long, ChangeSet> selected() {
        return selected;
    }

    /** All of them, by position. */
    Map<Long, ChangeSet> all() {
        return all;
    }

    /** Those that run again with each run. */
    Set<MigrationId> alwaysRun() {
        return selected.entrySet().stream()
                .filter(entry -> entry.getValue().shouldAlwaysRun())
                .map(entry -> MigrationId.of(entry.getKey()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The change set of a migration. */
    @Nullable
    ChangeSet changeSet(MigrationId id) {
        Long position = id.version();
        return position == null ? null : all.get(position);
    }

    /** The selected ones as migrations. */
    List<Migration> migrations(Database database) {
        List<Migration> migrations = new ArrayList<>();
        selected.forEach((position, changeSet) -> migrations.add(new Migration(
                MigrationId.of(position),
                identity(changeSet),
                new ChangeSetScript(changeSet, database, true),
                canBeTakenBack(changeSet, database) ? new ChangeSetScript(changeSet, database, false) : null)));
        return List.copyOf(migrations);
    }

    private static boolean canBeTakenBack(ChangeSet changeSet, Database database) {
        return changeSet.supportsRollback(database);
    }
}
