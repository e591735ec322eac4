package dev.tandem.migration.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tandem.migration.InvalidMigrationException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.springframework.util.ResourceUtils;

/** Folders where they cannot be listed: a class path here shows its files, as a native image's does, and no folders. */
class ClassPathIndexTest {
    private static final String PATH = "classpath:db/migrations";
    private static final String FOLDER = "db/migrations/";

    private final Path classes;

    ClassPathIndexTest(@TempDir Path classes) {
        this.classes = classes;
    }

    @BeforeEach
    void files() throws IOException {
        write(FOLDER + "1_add ü %41.up.sql", "first");
        write(FOLDER + "1_add ü %41.down.sql", "not the first");
        write(FOLDER + "R_views.sql", "views");
        write(FOLDER + "before_up.sql", "before");
        write(FOLDER + "README.md", "ignored");
        write("db/other/2_b.up.sql", "second");
    }

    @Test
    void whatAClassPathHoldsIsIndexed() throws IOException {
        try (URLClassLoader loader = loader()) {
            ClassPathIndex index =
                    ClassPathIndex.of(List.of(PATH, "classpath:/db/none/", "file:elsewhere", "classpath:"), loader);

            assertThat(index.files())
                    .containsExactly(
                            FOLDER + "1_add ü %41.down.sql",
                            FOLDER + "1_add ü %41.up.sql",
                            FOLDER + "R_views.sql",
                            FOLDER + "before_up.sql");
            assertThat(index.text().lines()).startsWith(FOLDER).hasSize(5);
        }
    }

    @Test
    void aFileThatWouldBeRefusedIsNotIndexed() throws IOException {
        write(FOLDER + "3_c.sqll", "");
        Files.createDirectories(classes.resolve(FOLDER + "4_d.up.sql"));
        try (URLClassLoader loader = loader()) {
            assertThatExceptionOfType(InvalidMigrationException.class)
                    .isThrownBy(() -> ClassPathIndex.of(List.of(PATH), loader))
                    .withMessageContaining("is named like a migration, but is a folder");
        }
    }

    @Test
    void aNativeImageReadsWhatTheIndexHas() throws IOException {
        index(PATH, "classpath:db/other");
        try (URLClassLoader image = withoutFolders()) {
            assertThat(texts(PATH, image, true)).containsExactly("not the first", "first", "views", "before");
            assertThat(texts("classpath:/db/other/", image, true)).containsExactly("second");
            assertThat(Folders.at(PATH, image, true)
                            .get(0)
                            .files(Invalid::fail)
                            .get(1)
                            .location())
                    .startsWith("file:/")
                    .endsWith("1_add%20%c3%bc%20%2541.up.sql");
        }
    }

    @Test
    void aNameOfTwoEntriesOfTheClassPathIsTwoFiles() throws IOException {
        Path jar = new Jars().text("db/other/2_b.up.sql", "another").write(classes.resolve("app.jar"));
        index("classpath:db/other");
        try (URLClassLoader image = withoutFolders(classes, jar)) {
            assertThat(texts("classpath:db/other", image, true)).containsExactly("second", "another");
        }
    }

    @Test
    void anEmptyFolderIsEmptyInANativeImageToo() throws IOException {
        Files.createDirectories(classes.resolve("db/none"));
        index("classpath:db/none");
        try (URLClassLoader image = withoutFolders()) {
            assertThat(texts("classpath:db/none", image, true)).isEmpty();
        }
    }

    @Test
    void onAJvmTheFolderGoesBeforeAStaleIndex() throws IOException {
        index(PATH);
        write(FOLDER + "2_new.up.sql", "new");
        try (URLClassLoader loader = loader()) {
            assertThat(texts(PATH, loader, false)).contains("new");
        }
    }

    @Test
    void aJvmDoesNotReadTheIndexEvenWhereItFindsNoFolder() throws IOException {
        index(PATH);
        try (URLClassLoader loader = withoutFolders()) {
            assertThatExceptionOfType(InvalidMigrationException.class)
                    .isThrownBy(() -> Folders.at(PATH, loader, false))
                    .withMessageContaining("The class path has no folder db/migrations");
        }
    }

    @Test
    void aNativeImageWithoutAnIndexSaysHowToGetOne() throws IOException {
        try (URLClassLoader image = withoutFolders()) {
            assertThatExceptionOfType(InvalidMigrationException.class)
                    .isThrownBy(() -> Folders.at(PATH, image, true))
                    .withMessageContaining("it was built without META-INF/tandem/migrations.index")
                    .withMessageContaining("process-aot");
        }
    }

    @Test
    void aFolderThatTheIndexHasNotIsNotTakenForAnEmptyOne() throws IOException {
        index(PATH);
        try (URLClassLoader image = withoutFolders()) {
            assertThatExceptionOfType(InvalidMigrationException.class)
                    .isThrownBy(() -> Folders.at("classpath:db/other", image, true))
                    .withMessageContaining("The class path had no folder db/other when this native image was built")
                    .withMessageContaining("what it has is: db/migrations");
        }
    }

    @Test
    void anIndexedFileThatTheImageHasNotIsMissed() throws IOException {
        index(PATH);
        Files.delete(classes.resolve(FOLDER + "R_views.sql"));
        try (URLClassLoader image = withoutFolders()) {
            assertThatExceptionOfType(InvalidMigrationException.class)
                    .isThrownBy(() -> texts(PATH, image, true))
                    .withMessageContaining("has db/migrations/R_views.sql, and the native image has not");
        }
    }

    @Test
    void aProcessThatSaysItIsANativeImageReadsTheIndex() throws Exception {
        index("classpath:db/other");
        write("db/other/3_later.up.sql", "not indexed");

        assertThat(run("-Dorg.graalvm.nativeimage.imagecode=runtime"))
                .hasLineCount(1)
                .contains("second");
        // what the agent says that looks at a JVM for what an image needs
        assertThat(run("-Dorg.graalvm.nativeimage.imagecode=agent"))
                .contains("second")
                .contains("not indexed");
    }

    private String run(String option) throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String classPath = Stream.of(
                        classes,
                        origin(MigrationFiles.class),
                        origin(PrintMigrations.class),
                        origin(Logger.class),
                        origin(ResourceUtils.class))
                .map(Path::toString)
                .collect(Collectors.joining(System.getProperty("path.separator")));
        Path out = classes.resolve("out");
        Path err = classes.resolve("err");
        Process process = new ProcessBuilder(
                        java.toString(),
                        option,
                        "-cp",
                        classPath,
                        PrintMigrations.class.getName(),
                        "classpath:db/other")
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(err)).isZero();
        return Files.readString(out);
    }

    private static Path origin(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private void write(String name, String text) throws IOException {
        Path file = classes.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void index(String... paths) throws IOException {
        try (URLClassLoader loader = loader()) {
            write(
                    ClassPathIndex.LOCATION,
                    ClassPathIndex.of(List.of(paths), loader).text());
        }
    }

    private static List<String> texts(String path, ClassLoader loader, boolean nativeImage) {
        return Folders.at(path, loader, nativeImage).stream()
                .flatMap(folder -> folder.files(Invalid::fail).stream())
                .map(file -> ListedFile.text(file.source()))
                .toList();
    }

    private URLClassLoader loader() throws IOException {
        return new URLClassLoader(urls(classes), null);
    }

    private URLClassLoader withoutFolders() throws IOException {
        return withoutFolders(classes);
    }

    private static URLClassLoader withoutFolders(Path... entries) throws IOException {
        return new URLClassLoader(urls(entries), null) {
            @Override
            public @Nullable URL findResource(String name) {
                return isFolder(name) ? null : super.findResource(name);
            }

            @Override
            public Enumeration<URL> findResources(String name) throws IOException {
                return isFolder(name) ? Collections.emptyEnumeration() : super.findResources(name);
            }
        };
    }

    /** Of the names here. */
    private static boolean isFolder(String name) {
        return name.indexOf('.') < 0;
    }

    private static URL[] urls(Path... entries) {
        return Arrays.stream(entries)
                .map(entry -> {
                    try {
                        return entry.toUri().toURL();
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toArray(URL[]::new);
    }
}
