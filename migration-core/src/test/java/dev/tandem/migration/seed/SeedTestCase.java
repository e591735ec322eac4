package dev.tandem.migration.seed;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Each test has two databases of its own, and a folder. */
abstract class SeedTestCase {
    @TempDir
    Path folder;

    SeedProject project;

    @BeforeEach
    void createDatabases() {
        project = new SeedProject(folder);
    }

    @AfterEach
    void dropDatabases() {
        project.close();
    }
}
