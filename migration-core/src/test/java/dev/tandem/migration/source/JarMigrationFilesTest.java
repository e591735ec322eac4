package dev.tandem.migration.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.Migration;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class JarMigrationFilesTest {
    private final Path folder;

    JarMigrationFilesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void readsTheFolderInEveryJarOfTheClassPath() throws IOException {
        Path one = new Jars()
                .text("db/migrations/2_b.up.sql", "second")
                .text("db/migrations/2_b.down.sql", "not the second")
                .text("db/migrations/README.md", "ignored")
                .text("db/migrations/old/0_z.up.sql", "ignored")
                .text("db/migrations-old/1_z.up.sql", "ignored")
                .write(folder.resolve("one +.jar"));
        Path two =
                new Jars().text("db/migrations/1_add ü %41#?.up.sql", "first").write(folder.resolve("two.jar"));

        try (URLClassLoader loader = loader(one, two)) {
            List<Migration> migrations = load(loader);

            assertThat(migrations).extracting(ListedFile::textOfUp).containsExactly("first", "second");
            assertThat(migrations).extracting(Migration::name).containsExactly("add ü %41#?", "b");
            assertThat(ListedFile.textOfDown(migrations.get(1))).isEqualTo("not the second");
            assertThat(migrations.get(1).up().location()).isEqualTo(address(one) + "db/migrations/2_b.up.sql");
        }
    }

    @Test
    void namesBothFilesOfOneVersion() throws IOException {
        Path one = new Jars().text("db/migrations/1_a.up.sql", "").write(folder.resolve("one.jar"));
        Path two = new Jars().text("db/migrations/1_a.up.sql", "").write(folder.resolve("two.jar"));

        try (URLClassLoader loader = loader(one, two)) {
            assertThatExceptionOfType(InvalidMigrationException.class)
                    .isThrownBy(() -> load(loader))
                    .withMessageContaining("Two up files have the version 1: " + address(one)
                            + "db/migrations/1_a.up.sql and " + address(two) + "db/migrations/1_a.up.sql");
        }
    }

    @Test
    void refusesAFolderNamedLikeAMigration() throws IOException {
        Path jar = new Jars().text("db/migrations/1_a/up.sql", "").write(folder.resolve("app.jar"));

        try (URLClassLoader loader = loader(jar)) {
            assertThatExceptionOfType(InvalidMigrationException.class)
                    .isThrownBy(() -> load(loader))
                    .satisfies(e -> assertThat(e.failure().message())
                            .isEqualTo(address(jar) + "db/migrations/1_a is named like a migration, but is a"
                                    + " folder, and folders are not searched recursively"));
        }
    }

    @Test
    void refusesAFileWhereAFolderIsExpected() throws IOException {
        Path jar = new Jars().text("db/migrations", "").write(folder.resolve("app.jar"));

        try (URLClassLoader loader = loader(jar)) {
            assertThatExceptionOfType(InvalidMigrationException.class)
                    .isThrownBy(() -> load(loader))
                    .satisfies(e -> assertThat(e.failure().message())
                            .isEqualTo(address(jar) + "db/migrations is a file, not a folder"));
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void leavesNoJarOpen() throws IOException {
        Path jar = new Jars().text("db/migrations/1_a.up.sql", "once").write(folder.resolve("app.jar"));

        try (URLClassLoader loader = loader(jar)) {
            assertThat(load(loader)).extracting(ListedFile::textOfUp).containsExactly("once");
            assertThat(openFiles()).contains(jar.toRealPath());
        }
        assertThat(openFiles()).doesNotContain(jar.toRealPath());
    }

    private static List<Path> openFiles() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .filter(Files::exists)
                    .map(JarMigrationFilesTest::target)
                    .toList();
        }
    }

    private static Path target(Path link) {
        try {
            return Files.readSymbolicLink(link);
        } catch (IOException e) {
            return link;
        }
    }

    private static String address(Path jar) throws IOException {
        return "jar:" + jar.toUri().toURL() + "!/";
    }

    private static List<Migration> load(ClassLoader loader) {
        return MigrationFiles.load(List.of("classpath:db/migrations"), loader, ListedFile::new)
                .migrations();
    }

    private static URLClassLoader loader(Path... jars) throws IOException {
        URL[] urls = new URL[jars.length];
        for (int i = 0; i < jars.length; i++) {
            urls[i] = jars[i].toUri().toURL();
        }
        return new URLClassLoader(urls, null);
    }
}
