package dev.tandem.migration.boot;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/** A class path on which {@link MigrationConfiguration} classes are listed that no other test is to see. */
public final class ListedClasses extends ClassLoader {
    private final URL list;

    /** @param directory for the list */
    public ListedClasses(Path directory, Class<?>... classes) {
        super(ListedClasses.class.getClassLoader());
        try {
            Path file = directory.resolve("listed.imports");
            Files.write(file, List.of(classes).stream().map(Class::getName).toList());
            this.list = file.toUri().toURL();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        return name.equals(ListedConfigurations.FILE)
                ? Collections.enumeration(List.of(list))
                : super.getResources(name);
    }
}
