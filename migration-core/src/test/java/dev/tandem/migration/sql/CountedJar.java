package dev.tandem.migration.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A class path whose folder {@code counted} lies in a jar, which tells what is read of it. */
final class CountedJar extends ClassLoader {
    static final String PATH = "classpath:counted";
    private static final String FOLDER = "counted/";

    private final URL folder;
    private final List<String> read = new CopyOnWriteArrayList<>();

    /**
     * Writes the jar.
     *
     * @param files the folder with what it is to hold
     */
    CountedJar(Path jar, Path files) {
        super(CountedJar.class.getClassLoader());
        try {
            write(jar, files);
            folder = new URL(new URL("jar:" + jar.toUri() + "!/" + FOLDER), "", new Handler());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path jar, Path files) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar));
                Stream<Path> all = Files.list(files)) {
            zip.putNextEntry(new ZipEntry(FOLDER));
            for (Path file : all.toList()) {
                zip.putNextEntry(new ZipEntry(FOLDER + file.getFileName()));
                Files.copy(file, zip);
            }
        }
    }

    /** The names of the files that were read so far, one as often as it was read. */
    List<String> read() {
        return List.copyOf(read);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        return name.equals(FOLDER) ? Collections.enumeration(List.of(folder)) : super.getResources(name);
    }

    private final class Handler extends URLStreamHandler {
        @Override
        protected URLConnection openConnection(URL url) throws MalformedURLException {
            return new Connection(url);
        }
    }

    private final class Connection extends JarURLConnection {
        Connection(URL url) throws MalformedURLException {
            super(url);
        }

        @Override
        public void connect() {
            // The jar is opened when it is asked for.
        }

        @Override
        public JarFile getJarFile() throws IOException {
            return new JarFile(getJarFileURL().getPath()) {
                @Override
                public synchronized InputStream getInputStream(ZipEntry entry) throws IOException {
                    read.add(entry.getName().substring(FOLDER.length()));
                    return super.getInputStream(entry);
                }
            };
        }
    }
}
