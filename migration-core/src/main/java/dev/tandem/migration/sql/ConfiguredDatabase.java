package dev.tandem.migration.sql;

import dev.tandem.migration.Failure;
import dev.tandem.migration.Finding;
import dev.tandem.migration.Hook;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.JavaMigration;
import dev.tandem.migration.Migration;
import dev.tandem.migration.MigrationId;
import dev.tandem.migration.Script;
import dev.tandem.migration.script.Placeholders;
import dev.tandem.migration.script.ScriptFile;
import dev.tandem.migration.script.ScriptSource;
import dev.tandem.migration.source.JavaMigrations;
import dev.tandem.migration.source.MigrationFiles;
import dev.tandem.migration.source.MigrationSet;
import dev.tandem.migration.source.ScriptCompiler;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A database as its configuration and its files describe it. Connects to nothing. */
final class ConfiguredDatabase {
    private final DatabaseSettings settings;
    private final Dialect dialect;
    private final List<JavaMigration> classes;
    private final ClassLoader classLoader;
    private final Placeholders placeholders;
    private @Nullable MigrationSet files;
    private final SortedMap<MigrationId, Migration> byId = new TreeMap<>();

    private ConfiguredDatabase(
            DatabaseSettings settings, Dialect dialect, List<JavaMigration> classes, ClassLoader classLoader) {
        this.settings = settings;
        this.dialect = dialect;
        this.classes = classes;
        this.classLoader = classLoader;
        this.placeholders = Placeholders.of(settings.placeholders());
    }

    /**
     * One with these settings.
     *
     * @param classes its Java migrations
     * @throws InvalidConfigurationException when the address is of no known kind, or a setting is not of that kind
     */
    static ConfiguredDatabase of(DatabaseSettings settings, List<JavaMigration> classes, ClassLoader classLoader) {
        requireNames(settings);
        Dialect dialect = Dialects.of(settings);
        dialect.check(settings);
        return new ConfiguredDatabase(settings, dialect, classes, classLoader);
    }

    /** Any name can be quoted, but for one that no server has. */
    private static void requireName(DatabaseSettings settings, String property, @Nullable String name) {
        if (name != null && (name.isEmpty() || name.indexOf('\0') >= 0)) {
            throw new InvalidConfigurationException(
                    Failure.of(
                            settings.name(),
                            "tandem.databases." + settings.name() + "." + property
                                    + " is empty or holds a NUL character.",
                            "Give it a name."),
                    null);
        }
    }

    private static void requireNames(DatabaseSettings settings) {
        requireName(settings, "table", settings.table());
        requireName(settings, "schema", settings.schema());
        requireName(settings, "cluster", settings.cluster());
        for (String placeholder : settings.placeholders().keySet()) {
            if (!Placeholders.isName(placeholder)) {
                throw new InvalidConfigurationException(
                        Failure.of(
                                settings.name(),
                                "'" + placeholder + "' is no name for a placeholder.",
                                "Use letters, digits, _, - and dots, a letter or _ first."),
                        null);
            }
        }
    }

    String name() {
        return settings.name();
    }

    DatabaseSettings settings() {
        return settings;
    }

    Dialect dialect() {
        return dialect;
    }

    /** Its Java migrations. */
    List<JavaMigration> classes() {
        return classes;
    }

    ClassLoader classLoader() {
        return classLoader;
    }

    Placeholders placeholders() {
        return placeholders;
    }

    boolean isOneTransaction() {
        return settings.transaction() == TransactionScope.ALL;
    }

    /** Lists the files at the first call; they are taken as they were then. */
    List<Migration> migrations() {
        return files().migrations();
    }

    /** The script of a hook, {@code null} when there is none. */
    @Nullable
    Script hook(Hook hook) {
        return files().hooks().get(hook);
    }

    /** One thread reads them, and others wait: a run reads ahead while it connects. */
    private synchronized MigrationSet files() {
        MigrationSet known = files;
        if (known == null) {
            try {
                known = files(problem -> {
                    throw problem;
                });
            } catch (InvalidMigrationException e) {
                throw new InvalidMigrationException(
                        e.failure().in(name(), e.failure().migration()), e);
            }
            files = known;
        }
        return known;
    }

    @Nullable
    synchronized Migration migration(MigrationId id) {
        if (byId.isEmpty()) {
            migrations().forEach(migration -> byId.put(migration.id(), migration));
        }
        return byId.get(id);
    }

    /** Looks for everything that is wrong with the files. */
    void validate(Consumer<Finding> findings) {
        new FileValidation(name(), dialect, findings).check(this::files);
    }

    private MigrationSet files(Consumer<InvalidMigrationException> problems) {
        MigrationSet files = MigrationFiles.load(settings.paths(), classLoader, this::file, problems);
        return JavaMigrations.among(files, classes, problems);
    }

    private ScriptFile file(ScriptSource source) {
        return dialect.file(ScriptCompiler.compiled(source, this::jdbcUrl), placeholders);
    }

    /** Its address as JDBC knows it. */
    String jdbcUrl() {
        return dialect instanceof GuestDialect host ? host.jdbcUrl(settings) : settings.url();
    }
}
