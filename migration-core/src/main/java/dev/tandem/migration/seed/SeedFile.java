package dev.tandem.migration.seed;

import dev.tandem.migration.Failure;
import dev.tandem.migration.SeedException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file of rows, in the file system or in the class path. It is read several times. */
public final class SeedFile {
    private static final String FILE = "file:";
    private static final String CLASS_PATH = "classpath:";

    private final String location;
    private final Source source;

    private SeedFile(String location, Source source) {
        this.location = location;
        this.source = source;
    }

    /**
     * Finds one.
     *
     * @param path {@code classpath:…}, {@code file:…}, or a path without a scheme, which is a file's
     * @throws SeedException when there is none, or it cannot be read
     */
    public static SeedFile at(String path, ClassLoader classLoader) {
        if (path.startsWith(CLASS_PATH)) {
            String name = path.substring(CLASS_PATH.length()).replaceAll("^/+", "");
            URL url = classLoader.getResource(name);
            if (url == null) {
                throw unreadable(path, "The class path has no " + name + ".", null);
            }
            return new SeedFile(url.toString(), url::openStream);
        }
        String name = path.startsWith(FILE) ? path.substring(FILE.length()) : path;
        try {
            Path file = new File(name.startsWith("//") ? name.substring(2) : name)
                    .toPath()
                    .toAbsolutePath()
                    .normalize();
            if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
                String reason = Files.isDirectory(file)
                        ? "is a folder"
                        : Files.exists(file) ? "cannot be read" : "is not there";
                throw unreadable(file.toString(), "The seed file " + reason + ".", null);
            }
            return new SeedFile(file.toString(), () -> Files.newInputStream(file));
        } catch (InvalidPathException e) {
            throw unreadable(path, "The path is malformed: " + e.getMessage() + ".", e);
        }
    }

    /** Where it is: an absolute path, or a resource's address. */
    public String location() {
        return location;
    }

    InputStream open() {
        try {
            return source.open();
        } catch (IOException e) {
            throw unreadable(location, "The seed file cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private static SeedException unreadable(String location, String message, @Nullable Throwable cause) {
        return new SeedException(Failure.inFile(location, null, message, "Check the path and its rights."), cause);
    }

    private interface Source {
        InputStream open() throws IOException;
    }
}
