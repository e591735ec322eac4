package dev.tandem.migration.source;

import dev.tandem.migration.CreatedMigration;
import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidConfigurationException;
import dev.tandem.migration.JavaMigration;
import dev.tandem.migration.NewMigration;
import dev.tandem.migration.NewMigration.Format;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the files of a new migration.
 *
 * <ol>
 *   <li>Its version is behind that of every file in all of the database's folders, and is written as they are.
 *   <li>The version is reserved by a hidden file that only one process can create. Only then it is looked at once more
 *       whether somebody has used it; if so, or if it is reserved, the next one is tried.
 *   <li>Files are created and never overwritten; the second of a pair not at all, or both.
 * </ol>
 */
public final class NewFiles {
    private final String database;
    private final List<String> paths;
    private final @Nullable String createIn;
    private final ClassLoader classLoader;
    private final List<JavaMigration> classes;
    private final boolean transactions;
    private final Clock clock;

    /**
     * For one database.
     *
     * @param createIn where to write them, {@code null} when that follows from the paths
     * @param classes its Java migrations
     * @param transactions whether it has transactions
     */
    public NewFiles(
            String database,
            List<String> paths,
            @Nullable String createIn,
            ClassLoader classLoader,
            List<JavaMigration> classes,
            boolean transactions,
            Clock clock) {
        this.database = database;
        this.paths = paths;
        this.createIn = createIn;
        this.classLoader = classLoader;
        this.classes = classes;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * Writes them.
     *
     * @param up the text of the up
     * @param down the text of the down
     * @throws InvalidConfigurationException when there is no folder for them, or it cannot be written to
     */
    public CreatedMigration create(NewMigration request, String up, String down) {
        Path folder = TargetFolder.of(database, createIn, paths);
        List<MigrationFile> here = MigrationFiles.named(List.of(folder.toString()), classLoader);
        List<MigrationFile> all = new ArrayList<>(MigrationFiles.named(paths, classLoader));
        FileStyle style = FileStyle.of(here.isEmpty() ? all : here);
        all.addAll(here);
        Format format = request.format() == null ? style.format() : request.format();
        SectionLines sections = SectionLines.of(FileStyle.newest(here));
        long version = style.next(newest(all), clock.instant());
        try {
            while (!request.dryRun()) {
                Map<Path, String> files =
                        files(folder, style.text(version), request.name(), format, sections, up, down);
                if (write(folder, version, files)) {
                    if (format == Format.JAVA) {
                        newClass(style.text(version), request.name()).register();
                    }
                    return new CreatedMigration(database, version, request.name(), List.copyOf(files.keySet()));
                }
                version = style.next(version, clock.instant());
            }
            Map<Path, String> files = files(folder, style.text(version), request.name(), format, sections, up, down);
            return new CreatedMigration(database, version, request.name(), List.copyOf(files.keySet()));
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }

    private long newest(List<MigrationFile> files) {
        MigrationFile newest = FileStyle.newest(files);
        return Math.max(
                newest == null ? -1 : newest.version(),
                classes.stream().mapToLong(JavaMigration::version).max().orElse(-1));
    }

    private NewClass newClass(String version, String name) {
        return new NewClass(Path.of(""), database, transactions, version, name);
    }

    private Map<Path, String> files(
            Path folder, String version, String name, Format format, SectionLines sections, String up, String down)
            throws IOException {
        String stem = version + "_" + name;
        Map<Path, String> files = new LinkedHashMap<>();
        if (format == Format.JAVA) {
            NewClass written = newClass(version, name);
            files.put(written.file(), written.text());
        } else if (format == Format.SINGLE) {
            files.put(folder.resolve(stem + ".sql"), sections.text(up, down));
        } else {
            files.put(folder.resolve(stem + ".up.sql"), up);
            files.put(folder.resolve(stem + ".down.sql"), down);
        }
        return files;
    }

    /** Answers whether the version was free. */
    private boolean write(Path folder, long version, Map<Path, String> files) throws IOException {
        Files.createDirectories(folder);
        Path reservation = folder.resolve("." + version + ".reserved");
        try {
            Files.createFile(reservation);
        } catch (FileAlreadyExistsException e) {
            return false;
        }
        try {
            boolean used = MigrationFiles.named(List.of(folder.toString()), classLoader).stream()
                    .anyMatch(file -> file.version() == version);
            if (used) {
                return false;
            }
            writeAll(files);
            return true;
        } finally {
            Files.delete(reservation);
        }
    }

    private static void writeAll(Map<Path, String> files) throws IOException {
        List<Path> written = new ArrayList<>();
        try {
            for (Map.Entry<Path, String> file : files.entrySet()) {
                Files.createDirectories(file.getKey().getParent());
                Files.createFile(file.getKey());
                written.add(file.getKey());
                Files.writeString(file.getKey(), file.getValue());
            }
        } catch (IOException e) {
            for (Path file : written) {
                Files.delete(file);
            }
            throw e;
        }
    }

    private InvalidConfigurationException unwritable(Path folder, IOException cause) {
        return new InvalidConfigurationException(
                Failure.of(
                        database,
                        "No migration can be created in " + folder + ": " + cause,
                        "Let the user who creates migrations write there, or set tandem.databases." + database
                                + ".create-in to another folder."),
                cause);
    }
}
