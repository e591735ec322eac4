package dev.tandem.migration.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.springframework.boot.loader.launch.JarLauncher;
import org.springframework.util.ResourceUtils;

/** Starts an executable jar, laid out as Spring Boot does it, in a process of its own: its loader changes the whole JVM. */
class BootJarMigrationFilesTest {
    private final Path folder;

    BootJarMigrationFilesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void readsTheFolderInTheApplicationAndInItsLibraries() throws Exception {
        Jars library = new Jars().text("db/migrations/000001_a.up.sql", "SELECT 'library'");
        Path app = executable()
                .text("BOOT-INF/classes/db/migrations/000002_b.up.sql", "SELECT 'application'")
                .text("BOOT-INF/classes/db/migrations/README.md", "ignored")
                .bytes("BOOT-INF/lib/library.jar", library.toBytes())
                .write(folder.resolve("app.jar"));

        String nested = "jar:nested:" + app + "/!BOOT-INF/";
        assertThat(run(app, "classpath:db/migrations").lines())
                .containsExactly(
                        "1 a " + nested + "lib/library.jar!/db/migrations/000001_a.up.sql SELECT 'library'",
                        "2 b " + nested + "classes/!/db/migrations/000002_b.up.sql SELECT 'application'");
    }

    private static Jars executable() throws IOException, URISyntaxException {
        return new Jars()
                .unpacked(origin(JarLauncher.class))
                .text(
                        "META-INF/MANIFEST.MF",
                        "Manifest-Version: 1.0\nMain-Class: " + JarLauncher.class.getName() + "\nStart-Class: "
                                + PrintMigrations.class.getName() + "\nSpring-Boot-Classes: BOOT-INF/classes/\n"
                                + "Spring-Boot-Lib: BOOT-INF/lib/\n")
                .tree("BOOT-INF/classes/", origin(MigrationFiles.class))
                .tree("BOOT-INF/classes/", origin(PrintMigrations.class))
                .bytes("BOOT-INF/lib/slf4j-api.jar", Files.readAllBytes(origin(Logger.class)))
                .bytes("BOOT-INF/lib/spring-core.jar", Files.readAllBytes(origin(ResourceUtils.class)));
    }

    private static Path origin(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private String run(Path app, String path) throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process = new ProcessBuilder(java.toString(), "-Dfile.encoding=UTF-8", "-jar", app.toString(), path)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(err)).isZero();
        return Files.readString(out, StandardCharsets.UTF_8);
    }
}
