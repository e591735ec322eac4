package dev.tandem.migration.liquibase;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import liquibase.integration.spring.SpringResourceAccessor;
import liquibase.resource.CompositeResourceAccessor;
import liquibase.resource.DirectoryResourceAccessor;
import liquibase.resource.ResourceAccessor;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.DefaultResourceLoader;

/**
 * Where a changelog is, and the name by which Liquibase records what is in it: relative to the class path, or to the working
 * directory.
 *
 * @param name as it is recorded
 * @param accessor finds it, and what it includes
 */
record ChangelogFiles(String name, ResourceAccessor accessor) {
    private static final String CLASS_PATH = "classpath:";
    private static final String FILE = "file:";

    static ChangelogFiles of(String location, ClassLoader classLoader) {
        ResourceAccessor classPath = new SpringResourceAccessor(new DefaultResourceLoader(classLoader));
        if (location.startsWith(CLASS_PATH)) {
            String name = location.substring(CLASS_PATH.length());
            return new ChangelogFiles(name.startsWith("/") ? name.substring(1) : name, classPath);
        }
        Path file = Path.of(location.startsWith(FILE) ? location.substring(FILE.length()) : location);
        Path root = file.isAbsolute() ? file.getParent() : Path.of("").toAbsolutePath();
        String name = file.isAbsolute() ? String.valueOf(file.getFileName()) : file.toString();
        return new ChangelogFiles(name.replace('\\', '/'), new CompositeResourceAccessor(directory(root), classPath));
    }

    private static ResourceAccessor directory(@Nullable Path root) {
        try {
            // Of one that is not there the error is to be that of the changelog.
            return root != null && Files.isDirectory(root)
                    ? new DirectoryResourceAccessor(root)
                    : new CompositeResourceAccessor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
