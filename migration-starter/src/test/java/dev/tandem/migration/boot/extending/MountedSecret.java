package dev.tandem.migration.boot.extending;

import dev.tandem.migration.boot.MigrationConnectionDetails;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

@Component
class MountedSecret implements MigrationConnectionDetails {
    private final Path directory;

    MountedSecret(@Value("${app.secret}") Path directory) {
        this.directory = directory;
    }

    @Override
    public String getJdbcUrl() {
        return read("url");
    }

    @Override
    public String getUsername() {
        return read("username");
    }

    @Override
    public String getPassword() {
        return read("password");
    }

    private String read(String name) {
        try {
            return Files.readString(directory.resolve(name)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
