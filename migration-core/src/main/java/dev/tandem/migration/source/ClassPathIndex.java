package dev.tandem.migration.source;

import dev.tandem.migration.InvalidMigrationException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the folders of migrations on a class path hold, for where folders cannot be listed: in a native image. It is made at
 * build time and is a resource there. A JVM never reads it, so that a stale one hides no file.
 *
 * <p>Its text has a name to a line; that of a folder ends with a slash, and its files follow it.
 */
public final class ClassPathIndex {
    /** The name of the resource. */
    public static final String LOCATION = "META-INF/tandem/migrations.index";

    private final SortedSet<String> names;

    private ClassPathIndex(Collection<String> names) {
        this.names = new TreeSet<>(names);
    }

    /**
     * Lists folders as a JVM would find them.
     *
     * @param paths as they are configured; those that are not in the class path, or not there, are left out, because it is
     *     not known yet whether anybody asks for them
     * @throws InvalidMigrationException when a folder cannot be listed, or holds a file that would be refused
     */
    public static ClassPathIndex of(Collection<String> paths, ClassLoader classLoader) {
        SortedSet<String> names = new TreeSet<>();
        for (String path : paths) {
            String folder = Folders.resourceOf(path);
            if (folder != null && !folder.isBlank() && classLoader.getResource(folder + "/") != null) {
                names.add(folder + "/");
                for (Folder found : Folders.listed(path, folder, classLoader)) {
                    found.files(Invalid::fail).forEach(file -> names.add(folder + "/" + file.name()));
                }
            }
        }
        return new ClassPathIndex(names);
    }

    /** With what the text of another one has, too: several contexts may be processed in one build, as tests are. */
    public ClassPathIndex with(String text) {
        SortedSet<String> all = new TreeSet<>(names);
        all.addAll(text.lines().toList());
        return new ClassPathIndex(all);
    }

    /** The one that the build has left; {@code null} when it has left none. */
    static @Nullable ClassPathIndex read(ClassLoader classLoader) {
        URL url = classLoader.getResource(LOCATION);
        if (url == null) {
            return null;
        }
        try (InputStream in = url.openStream()) {
            return new ClassPathIndex(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
        } catch (IOException e) {
            throw Invalid.unreadable(url.toString(), e);
        }
    }

    /** What is to be in the resource. */
    public String text() {
        return names.stream().map(name -> name + "\n").collect(Collectors.joining());
    }

    /** The names of all files, as a class loader finds them. */
    public List<String> files() {
        return names.stream().filter(name -> !name.endsWith("/")).toList();
    }

    /** The names of all folders. */
    List<String> folders() {
        return names.stream()
                .filter(name -> name.endsWith("/"))
                .map(name -> name.substring(0, name.length() - 1))
                .toList();
    }

    /** The names in a folder. */
    List<String> in(String folder) {
        String prefix = folder + "/";
        return files().stream()
                .filter(name -> name.lastIndexOf('/') == folder.length() && name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()))
                .toList();
    }
}
