package dev.tandem.migration.source;

import dev.tandem.migration.InvalidMigrationException;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.NativeDetector;
import org.springframework.core.NativeDetector.Context;
import org.springframework.util.ResourceUtils;

/** From a configured path to the folders it means. */
final class Folders {
    private static final String FILE = "file:";
    private static final String CLASS_PATH = "classpath:";

    /** Two letters at least: {@code C:} is a drive. */
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.*-]+:.*", Pattern.DOTALL);

    private Folders() {}

    /**
     * The folders of a path: several when the class path has several of that name, but never none.
     *
     * @throws InvalidMigrationException when there is none, or it cannot be used
     */
    static List<Folder> at(String path, ClassLoader classLoader) {
        return at(path, classLoader, NativeDetector.inNativeImage(Context.RUN));
    }

    /** The same, in a native image or not. */
    static List<Folder> at(String path, ClassLoader classLoader, boolean nativeImage) {
        String resource = resourceOf(path);
        if (resource != null) {
            if (resource.isBlank()) {
                throw namesNoFolder(path);
            }
            return nativeImage
                    ? List.of(IndexedFolder.at(path, resource, classLoader))
                    : listed(path, resource, classLoader);
        }
        Path folder = pathOf(path);
        if (folder == null) {
            throw Invalid.file(
                    path,
                    "The path " + path + " is neither in the file system nor in the class path",
                    "Use file:<folder>, or classpath:<folder> for the folder of that name in all of the class path.");
        }
        return List.of(Directory.at(folder));
    }

    /**
     * Where in the file system a path is; {@code null} when it is somewhere else.
     *
     * @throws InvalidMigrationException when it names no folder
     */
    static @Nullable Path pathOf(String path) {
        String folder = path.startsWith(FILE) ? path.substring(FILE.length()).replaceFirst("^//", "") : path;
        if (!path.startsWith(FILE) && SCHEME.matcher(path).matches()) {
            return null;
        }
        if (folder.isBlank()) {
            throw namesNoFolder(path);
        }
        try {
            // A File, not a Path: it also understands the /C:/folder of a file URL.
            return new File(folder).toPath();
        } catch (InvalidPathException e) {
            throw Invalid.file(path, "The path " + path + " is malformed: " + e.getMessage(), "Mend the path.");
        }
    }

    /** The name of a folder in the class path; {@code null} when the path is somewhere else. */
    static @Nullable String resourceOf(String path) {
        return path.startsWith(CLASS_PATH) ? withoutOuterSlashes(path.substring(CLASS_PATH.length())) : null;
    }

    /** Those in the class path, where it can be listed. */
    static List<Folder> listed(String path, String folder, ClassLoader classLoader) {
        try {
            List<Folder> folders = new ArrayList<>();
            for (URL url : Collections.list(classLoader.getResources(folder + "/"))) {
                folders.add(at(url, folder));
            }
            if (folders.isEmpty()) {
                throw notInClassPath(path, folder, classLoader.getResource(folder));
            }
            return folders;
        } catch (IOException e) {
            throw Invalid.unreadable(path, e);
        }
    }

    private static Folder at(URL url, String folder) throws IOException {
        return switch (url.getProtocol()) {
            case "file" -> Directory.at(ResourceUtils.getFile(url).toPath());
            case "jar" -> new JarFolder(url, folder + "/");
            default ->
                throw Invalid.file(
                        url.toString(),
                        "Folders in a class path entry of the kind " + url.getProtocol() + " cannot be listed",
                        "Give the migrations as file:<folder>.");
        };
    }

    private static InvalidMigrationException notInClassPath(String path, String folder, @Nullable URL file) {
        if (file != null) {
            return Invalid.isFile(file.toString());
        }
        return Invalid.file(
                path,
                "The class path has no folder " + folder,
                "Create it, or change the path. A jar must have been built with entries for its directories.");
    }

    private static InvalidMigrationException namesNoFolder(String path) {
        return Invalid.file(
                path, "The path \"" + path + "\" names no folder", "Use file:<folder> or classpath:<folder>.");
    }

    private static String withoutOuterSlashes(String path) {
        return path.replaceAll("^/+|/+$", "");
    }
}
