package dev.tandem.migration.source;

import dev.tandem.migration.Hook;
import dev.tandem.migration.InvalidMigrationException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * Finds the migrations of a database in its folders: pairs of {@code <version>_<name>.up.sql} and, where there is one,
 * {@code <version>_<name>.down.sql}; or single files, {@code <version>_<name>.sql}. A single file holds an Up section and
 * perhaps a Down section, or no sections, and then it is an up without a down. An up file may hold a Down section, too,
 * which counts when there is no down file. {@code <version>_<name>.yaml}, {@code .xml} and {@code .json} are single files that a
 * {@link ScriptCompiler} makes SQL of. {@code R_<name>.sql} is a repeatable migration, an up without a down.
 * {@code before_up.sql} and {@code after_up.sql} are hooks.
 *
 * <p>A file that is named like a migration, because its name starts with digits or R and an underscore or ends in
 * {@code .up.sql} or {@code .down.sql}, is a migration or an error, so that none is left out silently. Hidden files and
 * all others ({@code README.md}, {@code schema.sql}) are ignored.
 */
public final class MigrationFiles {
    private MigrationFiles() {}

    /**
     * Lists the folders, once each, and pairs what they hold. A file is read only to find out whether it has a
     * Down section: one that holds an up and has no down file beside it.
     *
     * <p>A path is {@code file:<folder>}, {@code classpath:<folder>} (the folder of this name in every directory and jar
     * of the class path; in a native image, as the {@link ClassPathIndex} has it), or a folder without a scheme; relative
     * folders are relative to the working directory. Folders are not searched recursively. The folders of all paths are one
     * set: a down may lie in another one than its up. One that several paths lead to is read once. A folder without
     * migrations is worth a warning in the log.
     *
     * @return the migrations, and the hooks
     * @throws InvalidMigrationException when a path is not a folder that can be listed; when a file named like a migration
     *     is of unknown type, is unreadable, not a regular file, or a link that leads out of its folder;
     *     when a version is beyond a long or that of two files, or a repeatable migration has the name of another
     *     or a Down section; when there are two files of a hook; when a down has no up, or one of another name;
     *     when a file that is read is malformed
     */
    public static MigrationSet load(List<String> paths, ClassLoader classLoader, ScriptFactory scripts) {
        return load(paths, classLoader, scripts, Invalid::fail);
    }

    /**
     * The same, for whoever wants to hear of every problem and not of the first one only: what is wrong is left out of the
     * result.
     */
    public static MigrationSet load(
            List<String> paths,
            ClassLoader classLoader,
            ScriptFactory scripts,
            Consumer<InvalidMigrationException> problems) {
        Pairs pairs = new Pairs(problems);
        HookFiles hooks = new HookFiles(problems);
        for (Folder folder : folders(paths, classLoader, problems)) {
            List<FoundFile> files = files(folder, problems);
            List<MigrationFile> migrations = migrations(files, problems);
            if (migrations.isEmpty()) {
                LoggerFactory.getLogger(MigrationFiles.class)
                        .warn(
                                "No migrations in {}: it holds no file named like 000001_create_users.up.sql",
                                folder.location());
            }
            migrations.forEach(pairs::add);
            for (FoundFile file : files) {
                Hook hook = Hook.of(file.name());
                if (hook != null) {
                    hooks.add(hook, file);
                }
            }
        }
        return new MigrationSet(pairs.migrations(scripts), hooks.scripts(scripts));
    }

    /** Every file that is named as a migration with a version should be, in the folders that there are. */
    static List<MigrationFile> named(List<String> paths, ClassLoader classLoader) {
        List<MigrationFile> named = new ArrayList<>();
        folders(paths, classLoader, MigrationFiles::leaveOut)
                .forEach(folder ->
                        named.addAll(migrations(files(folder, MigrationFiles::leaveOut), MigrationFiles::leaveOut)));
        named.removeIf(file -> file.id().isRepeatable());
        return named;
    }

    private static Iterable<Folder> folders(
            List<String> paths, ClassLoader classLoader, Consumer<InvalidMigrationException> problems) {
        Map<String, Folder> folders = new LinkedHashMap<>();
        for (String path : paths) {
            try {
                Folders.at(path, classLoader).forEach(folder -> folders.putIfAbsent(folder.identity(), folder));
            } catch (InvalidMigrationException e) {
                problems.accept(e);
            }
        }
        return folders.values();
    }

    private static List<MigrationFile> migrations(List<FoundFile> files, Consumer<InvalidMigrationException> problems) {
        List<MigrationFile> migrations = new ArrayList<>();
        for (FoundFile file : files) {
            try {
                if (Hook.of(file.name()) == null) {
                    migrations.add(MigrationFile.of(file));
                }
            } catch (InvalidMigrationException e) {
                problems.accept(e);
            }
        }
        return migrations;
    }

    private static List<FoundFile> files(Folder folder, Consumer<InvalidMigrationException> problems) {
        try {
            return folder.files(problems);
        } catch (InvalidMigrationException e) {
            problems.accept(e);
            return List.of();
        }
    }

    private static void leaveOut(InvalidMigrationException problem) {
        LoggerFactory.getLogger(MigrationFiles.class).debug("Left out", problem);
    }
}
