package dev.tandem.migration.test;

import dev.tandem.migration.Command;
import dev.tandem.migration.MigrationManager;
import dev.tandem.migration.sql.SqlDatabase;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The databases of a test class: migrated, remembered, and put back before each test method. */
final class DatabasesOfClass implements AutoCloseable {
    static final String DEFAULT_PATH = "classpath:migrations";
    static final String POSTGRES = "postgres";
    static final String CLICKHOUSE = "clickhouse";

    private final List<DatabaseOfClass> databases = new ArrayList<>();
    private final MigrationManager manager;
    /** Who runs a test method. */
    private @Nullable Thread user;
    /** Whether they were put back for the test method that comes next. */
    private boolean prepared;
    /** Whether nobody can have changed anything since. */
    private boolean untouched = true;

    /**
     * Creates them.
     *
     * @param migrate whether their migrations are applied
     * @throws dev.tandem.migration.MigrationException when that fails; nothing is left then
     */
    DatabasesOfClass(List<DatabaseSource> sources, String path, boolean migrate) {
        try {
            MigrationManager.Builder builder = MigrationManager.builder();
            for (DatabaseSource source : sources) {
                DatabaseOfClass database =
                        new DatabaseOfClass(source.name(), source.server().get());
                databases.add(database);
                SqlDatabase.Builder settings = SqlDatabase.builder(source.name())
                        .paths(List.of(path + "/" + source.name()))
                        .classLoader(classLoader());
                source.settings().accept(settings);
                builder.database(settings.url(database.database().jdbcUrl()).build());
            }
            manager = builder.build();
            if (migrate) {
                manager.run(Command.up());
            }
            databases.forEach(DatabaseOfClass::remember);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    static ClassLoader classLoader() {
        ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
        return ofThread == null ? DatabasesOfClass.class.getClassLoader() : ofThread;
    }

    MigrationManager manager() {
        return manager;
    }

    List<DatabaseOfClass> databases() {
        return databases;
    }

    /**
     * The one of a name.
     *
     * @param name {@code null} for the only one, or {@code postgres}
     * @throws IllegalArgumentException when there is none, or nobody can say which
     */
    DatabaseOfClass database(@Nullable String name) {
        if (name == null && databases.size() == 1) {
            return databases.get(0);
        }
        String wanted = name == null ? POSTGRES : name;
        return databases.stream()
                .filter(database -> database.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        (name == null ? "Which database? Say it with @Database" : "There is no database named " + name)
                                + ": there are " + String.join(", ", manager.databases()) + "."));
    }

    /** Somebody gets hold of them who is no test method. */
    synchronized void touch() {
        untouched = false;
    }

    /** Somebody gets hold of them before the instance is prepared for, or whatever came of that. */
    synchronized void touchForAll() {
        untouched = false;
        prepared = false;
    }

    /** Puts them back for the test method of an instance to come. So what is done with the instance, such as beginning a transaction, is behind it. */
    synchronized void prepare() {
        if (!untouched) {
            restore();
        }
        prepared = true;
    }

    /**
     * Puts them back for a test method unless that is done.
     *
     * @throws IllegalStateException when another one is not over
     */
    synchronized void begin() {
        Thread current = Thread.currentThread();
        if (user != null && user != current) {
            throw new IllegalStateException("Two test methods use the same databases at the same time."
                    + " Add @Execution(ExecutionMode.SAME_THREAD) to the class.");
        }
        user = current;
        if (!prepared && !untouched) {
            restore();
        }
        untouched = false;
    }

    synchronized void end() {
        if (user == Thread.currentThread()) {
            user = null;
            prepared = false;
        }
    }

    private void restore() {
        databases.forEach(DatabaseOfClass::restore);
        untouched = true;
    }

    @Override
    public void close() {
        databases.forEach(DatabaseOfClass::close);
    }
}
