package dev.tandem.migration.source;

import dev.tandem.migration.InvalidMigrationException;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
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
        if (path.startsWith(CLASS_PATH)) {
            return inClassPath(path, classLoader);
        }
        if (path.startsWith(FILE)) {
            String folder = path.substring(FILE.length());
            return List.of(inFileSystem(path, folder.startsWith("//") ? folder.substring(2) : folder));
        }
        if (SCHEME.matcher(path).matches()) {
            throw Invalid.file(
                    path,
                    "The path " + path + " is neither in the file system nor in the class path",
                    "Use file:<folder>, or classpath:<folder> for the folder of that name in all of the class path.");
        }
        return List.of(inFileSystem(path, path));
    }

    private static Folder inFileSystem(String path, String folder) {
        if (folder.isBlank()) {
            throw namesNoFolder(path);
        }
        try {
            // A File, not a Path: it also understands the /C:/folder of a file URL.
            return Directory.at(new File(folder).toPath());
        } catch (InvalidPathException e) {
            throw Invalid.file(path, "The path " + path + " is malformed: " + e.getMessage(), "Mend the path.");
        }
    }

    private static List<Folder> inClassPath(String path, ClassLoader classLoader) {
        String folder = withoutOuterSlashes(path.substring(CLASS_PATH.length()));
        if (folder.isBlank()) {
            throw namesNoFolder(path);
        }
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
