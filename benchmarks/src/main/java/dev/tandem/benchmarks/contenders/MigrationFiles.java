package dev.tandem.benchmarks.contenders;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

/** What the limits know of files: those of a folder that are an up, read as a whole and hashed. */
final class MigrationFiles {
    private MigrationFiles() {}

    record Found(Path file, long version, String text, String hash) {
        /** As they are generated: one behind the other, each with a semicolon at the end of a line. */
        String[] statements() {
            return text.split(";\n", 0);
        }

        String down() throws IOException {
            String name = file.getFileName().toString();
            return Files.readString(file.resolveSibling(name.replace(".up.sql", ".down.sql")));
        }
    }

    static List<Found> in(String folder) throws IOException, GeneralSecurityException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(Path.of(folder), "*.up.sql")) {
            found.forEach(files::add);
        }
        Collections.sort(files);
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        List<Found> read = new ArrayList<>();
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            String name = file.getFileName().toString();
            read.add(new Found(
                    file,
                    Long.parseLong(name.substring(0, name.indexOf('_'))),
                    new String(bytes, StandardCharsets.UTF_8),
                    HexFormat.of().formatHex(sha256.digest(bytes))));
        }
        return read;
    }
}
