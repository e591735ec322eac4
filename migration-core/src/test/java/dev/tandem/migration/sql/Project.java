package dev.tandem.migration.sql;

import dev.tandem.migration.Command;
import dev.tandem.migration.DatabaseStatus;
import dev.tandem.migration.MigrationId;
import dev.tandem.migration.MigrationListener;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.MigrationState;
import dev.tandem.migration.MigrationStatus;
import dev.tandem.migration.Report;
import dev.tandem.migration.embedded.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A folder of migrations and the database they are for, as a test writes and runs them. */
public final class Project {
    /** Of the locks in tests. */
    static final Duration LEASE = Duration.ofSeconds(2);

    private final TestDatabase database;
    private final String name;
    private final Path folder;
    private final List<MigrationListener> listeners = new ArrayList<>();
    private Consumer<SqlDatabase.Builder> settings = builder -> {};
    private Duration timeout = Duration.ofMinutes(1);
    private Duration lockWait = Duration.ofMinutes(1);

    public Project(String name, TestDatabase database, Path folder) {
        this.name = name;
        this.database = database;
        this.folder = folder;
    }

    /** Writes {@code <migration>.up.sql} and, unless it is empty, {@code <migration>.down.sql}. */
    public Project migration(String migration, String up, String down) {
        write(migration + ".up.sql", up);
        if (!down.isEmpty()) {
            write(migration + ".down.sql", down);
        }
        return this;
    }

    public Project write(String file, String text) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public Project delete(String migration) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.getFileName().toString().startsWith(migration))
                    .toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public Project with(Consumer<SqlDatabase.Builder> more) {
        settings = settings.andThen(more);
        return this;
    }

    public Project timeout(Duration limit) {
        timeout = limit;
        return this;
    }

    public Project lockWait(Duration limit) {
        lockWait = limit;
        return this;
    }

    public Project listener(MigrationListener listener) {
        listeners.add(listener);
        return this;
    }

    public TestDatabase database() {
        return database;
    }

    public Path folder() {
        return folder;
    }

    /** The files as they are now. */
    public SqlDatabase sqlDatabase() {
        SqlDatabase.Builder builder = SqlDatabase.builder(name)
                .url(database.jdbcUrl())
                .paths(List.of(folder.toString()))
                // A killed holder's is waited for twice.
                .lease(LEASE);
        settings.accept(builder);
        return builder.build();
    }

    public MigrationManager manager() {
        MigrationManager.Builder builder = MigrationManager.builder()
                .database(sqlDatabase())
                .timeout(timeout)
                .lockWait(lockWait);
        listeners.forEach(builder::listener);
        return builder.build();
    }

    public Report up() {
        return manager().run(Command.up());
    }

    public Report down(int count) {
        return manager().run(Command.down(count));
    }

    public DatabaseStatus status() {
        return manager().status().get(0);
    }

    /** State by version. */
    public SortedMap<Long, MigrationState> states() {
        SortedMap<Long, MigrationState> states = new TreeMap<>();
        status().migrations().stream()
                .filter(migration -> !migration.id().isRepeatable())
                .forEach(migration -> states.put(migration.version(), migration.state()));
        return states;
    }

    /** The state of a repeatable migration; {@code null} when it is not mentioned. */
    public MigrationState state(String repeatable) {
        return status().migrations().stream()
                .filter(migration -> migration.id().equals(MigrationId.repeatable(repeatable)))
                .map(MigrationStatus::state)
                .findFirst()
                .orElse(null);
    }
}
