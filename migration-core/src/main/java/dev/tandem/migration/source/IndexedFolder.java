package dev.tandem.migration.source;

import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.script.ScriptSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/**
 * A folder of the class path that only the index knows: its files are found one by one.
 *
 * @param folder its name, without slashes around it
 * @param names of its files
 */
record IndexedFolder(String folder, List<String> names, ClassLoader classLoader) implements Folder {

    /** @throws InvalidMigrationException when there is no index, or it has no such folder */
    static IndexedFolder at(String path, String folder, ClassLoader classLoader) {
        ClassPathIndex index = ClassPathIndex.read(classLoader);
        if (index == null) {
            throw Invalid.file(
                    path,
                    "This is a native image, where folders of the class path cannot be listed, and it was built without "
                            + ClassPathIndex.LOCATION,
                    "Build it with Spring Boot's AOT processing (the goal process-aot, the task processAot), which writes"
                            + " that index. Or give the migrations as file:<folder>.");
        }
        if (!index.folders().contains(folder)) {
            throw Invalid.file(
                    path,
                    "The class path had no folder " + folder + " when this native image was built, or the path was not"
                            + " configured then; what it has is: " + String.join(", ", index.folders()),
                    "Configure the path when the image is built, in application.properties for instance, and build it"
                            + " again. Or give the migrations as file:<folder>.");
        }
        return new IndexedFolder(folder, index.in(folder), classLoader);
    }

    @Override
    public String location() {
        return "classpath:" + folder;
    }

    @Override
    public String identity() {
        return location();
    }

    /** A name that several entries of the class path have is several files, as where folders are listed. */
    @Override
    public List<FoundFile> files(Consumer<InvalidMigrationException> problems) {
        List<FoundFile> files = new ArrayList<>();
        for (String name : names) {
            List<URL> urls = urls(folder + "/" + name);
            if (urls.isEmpty()) {
                problems.accept(missing(name));
            }
            urls.forEach(url -> files.add(new FoundFile(name, new ResourceSource(url))));
        }
        return files;
    }

    private List<URL> urls(String name) {
        try {
            return Collections.list(classLoader.getResources(name));
        } catch (IOException e) {
            throw Invalid.unreadable(name, e);
        }
    }

    private InvalidMigrationException missing(String name) {
        return Invalid.file(
                location() + "/" + name,
                ClassPathIndex.LOCATION + " has " + folder + "/" + name + ", and the native image has not",
                "Build the image again, from an empty output directory, with the resources that AOT processing asks for.");
    }

    private record ResourceSource(URL url) implements ScriptSource {
        @Override
        public String location() {
            return url.toString();
        }

        @Override
        public InputStream open() throws IOException {
            return url.openStream();
        }
    }
}
