package dev.tandem.migration.embedded;

import com.sun.jna.Native;
import dev.tandem.migration.embedded.server.ClickHouseServer;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The class path of the ClickHouse child: this module and JNA, nothing else. Inside a Spring Boot jar both are nested
 * jars, which only Boot's own loader can read; they are copied into the user's {@link Cache}, by content, and run from
 * there.
 */
final class ChildClassPath {

    private final Cache cache;

    ChildClassPath(Cache cache) {
        this.cache = cache;
    }

    String toArgument() throws IOException, InterruptedException {
        return Stream.of(locate(ClickHouseServer.class), locate(Native.class))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private Path locate(Class<?> type) throws IOException, InterruptedException {
        URL location = type.getProtectionDomain().getCodeSource().getLocation();
        String text = location.toString();
        int nested = text.indexOf("nested:");
        if (nested >= 0) {
            return copyOut(URLDecoder.decode(
                    text.substring(nested + "nested:".length()).replace("+", "%2B"), StandardCharsets.UTF_8));
        }
        try {
            return Path.of(new URI(text));
        } catch (URISyntaxException | IllegalArgumentException | java.nio.file.FileSystemNotFoundException e) {
            throw new EmbeddedDatabasesException(
                    "The embedded ClickHouse cannot be started from classes at " + text
                            + "; put them into a jar or directory.",
                    e);
        }
    }

    /** {@code /app.jar/!BOOT-INF/lib/x.jar!/}: the outer jar, the entry in it. */
    private Path copyOut(String nested) throws IOException, InterruptedException {
        String[] parts = nested.split("/?!/?", -1);
        if (parts.length < 2) {
            throw new EmbeddedDatabasesException("The embedded ClickHouse cannot be started from classes at " + nested);
        }
        byte[] jar;
        try (JarFile outer = new JarFile(parts[0]);
                InputStream entry = outer.getInputStream(outer.getJarEntry(parts[1]))) {
            jar = entry.readAllBytes();
        }
        String name = parts[1].substring(parts[1].lastIndexOf('/') + 1);
        Path directory = cache.entry("classpath-" + hash(jar), draft -> Files.write(draft.resolve(name), jar));
        try (Stream<Path> files = Files.list(directory)) {
            // the same content may have been copied under another name
            List<Path> jars = files.toList();
            return jars.get(0);
        }
    }

    private static String hash(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has SHA-256
        }
    }
}
