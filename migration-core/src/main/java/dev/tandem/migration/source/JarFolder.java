package dev.tandem.migration.source;

import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.script.ScriptSource;
import java.io.FileNotFoundException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/**
 * A folder in a jar of the class path, also in one that lies within Spring Boot's executable jar: there Boot's own
 * {@link JarURLConnection} opens it.
 *
 * <p>Connections are not cached, because the JDK's cache never closes a jar. Opening one again and again is cheap:
 * both the JDK and Boot share its directory with the class loader, which has it open already.
 *
 * @param url address of the folder
 * @param prefix the names of its entries in the jar start with it
 */
record JarFolder(URL url, String prefix) implements Folder {

    @Override
    public String location() {
        return url.toString();
    }

    @Override
    public String identity() {
        return url.toString();
    }

    @Override
    public List<FoundFile> files(Consumer<InvalidMigrationException> problems) {
        List<FoundFile> files = new ArrayList<>();
        children().forEach((name, isFolder) -> {
            try {
                files.add(file(name, isFolder));
            } catch (InvalidMigrationException e) {
                problems.accept(e);
            }
        });
        return files;
    }

    private FoundFile file(String name, boolean isFolder) {
        String location = url + name;
        if (isFolder) {
            throw Invalid.isFolder(location);
        }
        return new FoundFile(name, new EntrySource(location, url, prefix + name));
    }

    /** The names in the folder that are meant as migrations or hooks, and whether they are folders themselves. */
    private Map<String, Boolean> children() {
        Map<String, Boolean> children = new TreeMap<>();
        try (JarFile jar = open(url)) {
            for (Iterator<JarEntry> entries = jar.entries().asIterator(); entries.hasNext(); ) {
                String entry = entries.next().getName();
                if (!entry.startsWith(prefix)) {
                    continue;
                }
                int slash = entry.indexOf('/', prefix.length());
                String name = entry.substring(prefix.length(), slash < 0 ? entry.length() : slash);
                if (FileName.isMeant(name)) {
                    children.put(name, slash >= 0);
                }
            }
        } catch (IOException e) {
            throw Invalid.unreadable(location(), e);
        }
        return children;
    }

    private static JarFile open(URL folder) throws IOException {
        JarURLConnection connection = (JarURLConnection) folder.openConnection();
        connection.setUseCaches(false);
        return connection.getJarFile();
    }

    private record EntrySource(String location, URL folder, String name) implements ScriptSource {

        @Override
        public InputStream open() throws IOException {
            JarFile jar = JarFolder.open(folder);
            try {
                ZipEntry entry = jar.getEntry(name);
                if (entry == null) {
                    throw new FileNotFoundException(location);
                }
                return new ClosingStream(jar.getInputStream(entry), jar);
            } catch (IOException | RuntimeException e) {
                jar.close();
                throw e;
            }
        }
    }

    /** Closes the jar with the entry. */
    private static final class ClosingStream extends FilterInputStream {
        private final JarFile jar;

        ClosingStream(InputStream entry, JarFile jar) {
            super(entry);
            this.jar = jar;
        }

        @Override
        public void close() throws IOException {
            try (jar) {
                super.close();
            }
        }
    }
}
