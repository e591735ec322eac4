package dev.tandem.migration.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** Where an application's migrations on the class path may be, as far as can be told before it runs. */
public final class ClassPathFolders {
    private static final String CLASS_PATH = "classpath:";

    private ClassPathFolders() {}

    /**
     * The configured paths of all databases, and those under the root of databases that are configured only where the
     * application runs: each folder there that could be one's by its name.
     */
    public static SortedSet<String> of(MigrationProperties properties, ClassLoader classLoader) {
        SortedSet<String> databases = new TreeSet<>(properties.databases().keySet());
        databases.addAll(below(properties.path(), classLoader));
        MigrationManagerFactory factory = new MigrationManagerFactory(properties, null, classLoader);
        SortedSet<String> paths = new TreeSet<>();
        databases.forEach(name -> paths.addAll(factory.paths(name)));
        paths.removeIf(path -> name(path) == null);
        return paths;
    }

    /** The name of a folder in the class path, without slashes around it; {@code null} when the path is somewhere else. */
    public static @Nullable String name(String path) {
        return path.startsWith(CLASS_PATH) ? path.substring(CLASS_PATH.length()).replaceAll("^/+|/+$", "") : null;
    }

    /** The folders of a root that hold files, by their names; none where the root is not in the class path. */
    private static SortedSet<String> below(String root, ClassLoader classLoader) {
        SortedSet<String> names = new TreeSet<>();
        String folder = name(root);
        if (folder == null) {
            return names;
        }
        String pattern = "classpath*:" + (folder.isEmpty() ? "" : folder + "/") + "*/*";
        try {
            for (Resource file : new PathMatchingResourcePatternResolver(classLoader).getResources(pattern)) {
                String[] segments = file.getURL().toString().split("/", -1);
                String name = segments[segments.length - 2];
                if (MigrationManagerFactory.isName(name)) {
                    names.add(name);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }
}
