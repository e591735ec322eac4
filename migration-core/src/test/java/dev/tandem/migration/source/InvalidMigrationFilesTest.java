package dev.tandem.migration.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.tandem.migration.Failure;
import dev.tandem.migration.InvalidMigrationException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InvalidMigrationFilesTest {
    private final Path root;
    private final Path folder;

    InvalidMigrationFilesTest(@TempDir Path root) throws IOException {
        this.root = root;
        this.folder = Files.createDirectory(root.resolve("migrations"));
    }

    @Test
    void aFolderThatDoesNotExistIsNamedByItsAbsolutePath() {
        Path absolute = Path.of("no/such/folder").toAbsolutePath();

        assertThat(failure("file:no/such/folder"))
                .isEqualTo(Failure.inFile(
                        absolute.toString(), null, "There is no folder " + absolute, "Create it, or change the path."));
        assertThat(failure("no/such/folder").message()).contains(absolute.toString());
    }

    @Test
    void aPathIsAFile() throws IOException {
        Path file = write("1_a.up.sql");

        assertThat(failure("file:" + file))
                .isEqualTo(Failure.inFile(
                        file.toString(),
                        null,
                        file + " is a file, not a folder",
                        "Change the path to the folder that it lies in."));
    }

    @Test
    void theClassPathHasNoSuchFolder() {
        Failure failure = failure("classpath:no/such/folder");

        assertThat(failure.location()).isEqualTo("classpath:no/such/folder");
        assertThat(failure.message()).isEqualTo("The class path has no folder no/such/folder");
    }

    @Test
    void aPathOfTheClassPathIsAFile() {
        String self = InvalidMigrationFilesTest.class.getName().replace('.', '/') + ".class";

        assertThat(failure("classpath:" + self).message()).endsWith(self + " is a file, not a folder");
        assertThat(failure("classpath:org/junit/jupiter/api/Test.class").message())
                .startsWith("jar:file:")
                .endsWith("!/org/junit/jupiter/api/Test.class is a file, not a folder");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "file:", "file://", "classpath:", "classpath:/"})
    void aPathNamesNoFolder(String path) {
        assertThat(failure(path).message()).isEqualTo("The path \"" + path + "\" names no folder");
    }

    @ParameterizedTest
    @ValueSource(strings = {"filesystem:db", "classpath*:db", "https://example.org/db"})
    void aPathHasAnUnknownScheme(String path) {
        assertThat(failure(path))
                .isEqualTo(
                        Failure.inFile(
                                path,
                                null,
                                "The path " + path + " is neither in the file system nor in the class path",
                                "Use file:<folder>, or classpath:<folder> for the folder of that name in all of the class path."));
    }

    @Test
    void aPathIsMalformed() {
        assertThat(failure("file:a\0b").message()).startsWith("The path file:a\0b is malformed: ");
    }

    @Test
    void aVersionIsBeyondALong() throws IOException {
        Path file = write("9223372036854775808_a.up.sql");

        assertThat(failure())
                .isEqualTo(Failure.inFile(
                        file.toString(),
                        null,
                        "The version of 9223372036854775808_a.up.sql is beyond the largest possible one,"
                                + " 9223372036854775807",
                        "Give it a smaller version."));
    }

    @Test
    void twoUpFilesHaveOneVersion() throws IOException {
        Path padded = write("001_b.up.sql");
        Path plain = write("1_a.up.sql");

        assertThat(failure())
                .isEqualTo(Failure.inFile(
                        plain.toString(),
                        null,
                        "Two up files have the version 1: " + padded + " and " + plain,
                        "Give one of them another version, or delete it."));
    }

    @Test
    void twoUpFilesOfDifferentPathsHaveOneVersion() throws IOException {
        Path first = write("1_a.up.sql");
        Path second =
                Files.writeString(Files.createDirectory(root.resolve("more")).resolve("1_a.up.sql"), "SELECT 1;");

        assertThat(failure("file:" + folder, "file:" + root.resolve("more")).message())
                .isEqualTo("Two up files have the version 1: " + first + " and " + second);
    }

    @Test
    void twoDownFilesHaveOneVersion() throws IOException {
        write("1_a.up.sql");
        Path padded = write("001_a.down.sql");
        Path plain = write("1_a.down.sql");

        assertThat(failure().message()).isEqualTo("Two down files have the version 1: " + padded + " and " + plain);
    }

    @Test
    void aDownHasNoUp() throws IOException {
        Path down = write("1_a.down.sql");

        assertThat(failure())
                .isEqualTo(Failure.inFile(
                        down.toString(),
                        null,
                        "The down file of version 1 has no up file: " + down,
                        "Add the .up.sql file of the same version and name, or delete it."));
    }

    @Test
    void aDownHasAnotherNameThanItsUp() throws IOException {
        Path up = write("1_a.up.sql");
        Path down = write("1_b.down.sql");

        assertThat(failure())
                .isEqualTo(Failure.inFile(
                        down.toString(),
                        null,
                        "The up and the down file of version 1 have different names: " + up + " and " + down,
                        "Give both the same name."));
    }

    @Test
    void twoSingleFilesHaveOneVersion() throws IOException {
        Path first = write("001_x.sql");
        Path second = write("1_y.sql");

        assertThat(failure())
                .isEqualTo(Failure.inFile(
                        second.toString(),
                        null,
                        "Two single files have the version 1: " + first + " and " + second,
                        "Give one of them another version, or delete it."));
    }

    @Test
    void aSingleFileAndAnUpFileHaveOneVersion() throws IOException {
        Path single = write("1_x.sql");
        Path up = write("1_x.up.sql");

        assertThat(failure())
                .isEqualTo(Failure.inFile(
                        up.toString(),
                        null,
                        "One single file and one up file have the version 1: " + single + " and " + up,
                        "Give one of them another version, or delete it."));
    }

    @Test
    void aSingleFileHasADownFile() throws IOException {
        Path down = write("1_x.down.sql");
        Path single = write("1_x.sql");

        assertThat(failure())
                .isEqualTo(Failure.inFile(
                        down.toString(),
                        null,
                        "Version 1 has a single file and a down file: " + single + " and " + down,
                        "Rename the single file to .up.sql, or put the down into a section of it."));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "000001_x.up.txt",
                "000001_x.UP.SQL",
                "000001_x",
                "1_",
                "1_x.up.sql~",
                "1_x.up.sql.orig",
                "1_x.UP.sql",
                "1_x.Down.sql"
            })
    void aVersionedFileIsOfUnknownType(String name) throws IOException {
        Path file = write(name);

        assertThat(failure())
                .isEqualTo(
                        Failure.inFile(
                                file.toString(),
                                null,
                                name + " starts with a version like a migration, but is of an unknown type",
                                "Rename it to <version>_<name>.up.sql, .down.sql or .sql (.yaml, .xml or .json for a change set), or move it out of the folder."));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            beforeMigrate.sql  | Hooks are called before_up.sql and after_up.sql here: a run that goes forward executes them before its first migration and behind its last. Or move it out of the folder.
            afterEachMigrate__vacuum.sql | Hooks are called before_up.sql and after_up.sql here: a run that goes forward executes them before its first migration and behind its last. Or move it out of the folder.
            V2__add_plan.sql   | Rename it to 2_add_plan.sql, or, with what takes it back beside it in 2_add_plan.down.sql, to 2_add_plan.up.sql.
            U2__add_plan.sql   | Rename it to 2_add_plan.down.sql, and what it takes back to 2_add_plan.up.sql.
            V1.1__x.sql        | Rename it to <version>_x.sql, or, with what takes it back beside it in <version>_x.down.sql, to <version>_x.up.sql. A version is a whole number, not 1.1: renumber the files, keeping their order.
            U2025_01_02__x.sql | Rename it to <version>_x.down.sql, and what it takes back to <version>_x.up.sql. A version is a whole number, not 2025_01_02: renumber the files, keeping their order.
            B7__all.sql        | There are no baseline migrations here. Put its text in the place of the migrations up to version 7, or move it out of the folder.
            """)
    void aFileOfFlywaysNamesSaysWhatToCallIt(String name, String advice) throws IOException {
        write("1_create_users.up.sql");
        Path file = write(name);

        assertThat(failure())
                .isEqualTo(Failure.inFile(
                        file.toString(),
                        null,
                        name + " is named as Flyway has it, and would not be run under that name",
                        advice));
    }

    @ParameterizedTest
    @ValueSource(strings = {"create_users.up.sql", "1.up.sql", "1_.up.sql", "1-x.down.sql", "V1__x.up.sql"})
    void anUpOrDownFileHasNoVersionOrName(String name) throws IOException {
        Path file = write(name);

        assertThat(failure())
                .isEqualTo(Failure.inFile(
                        file.toString(),
                        null,
                        name + " is named like a migration, but without a version or a name",
                        "Rename it to <version>_<name>.up.sql or .down.sql, such as 000001_create_users.up.sql."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1_a.up.sql", "20250101_create_users"})
    void aFolderIsNamedLikeAMigration(String name) throws IOException {
        Path directory = Files.createDirectory(folder.resolve(name));

        assertThat(failure())
                .isEqualTo(Failure.inFile(
                        directory.toString(),
                        null,
                        directory + " is named like a migration, but is a folder, and folders are not searched"
                                + " recursively",
                        "Move its files out of it, or rename it."));
    }

    @Test
    void aFileIsNotARegularOne() throws IOException {
        Path socket = folder.resolve("1_a.up.sql");

        try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.bind(UnixDomainSocketAddress.of(socket));

            assertThat(failure())
                    .isEqualTo(Failure.inFile(
                            socket.toString(),
                            null,
                            socket + " is not a regular file",
                            "Replace it by one, or rename it."));
        }
    }

    /** The class path's folders are target/classes and target/test-classes; target itself is none of them. */
    @ParameterizedTest
    @ValueSource(strings = {"classpath:..", "classpath:../..", "classpath:dev/../..", "classpath:/../../src"})
    void aPathLeadsOutOfTheClassPath(String path) {
        assertThat(failure(path).message()).startsWith("The class path has no folder");
    }

    @Test
    void aLinkLeadsOutOfTheFolder() throws IOException {
        Path outside = Files.writeString(root.resolve("migrations.sql"), "SELECT 1;");
        Path link = Files.createSymbolicLink(folder.resolve("1_a.up.sql"), outside);

        assertThat(failure())
                .isEqualTo(Failure.inFile(
                        link.toString(),
                        null,
                        "The symbolic link " + link + " leads out of its folder, to " + outside.toRealPath(),
                        "Copy the file into the folder, or add the folder of the file to the paths."));
    }

    @Test
    void aLinkLeadsToNothing() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("1_a.up.sql"), Path.of("gone.sql"));

        assertThat(failure())
                .isEqualTo(Failure.inFile(
                        link.toString(),
                        null,
                        "The symbolic link " + link + " leads to nothing: gone.sql",
                        "Mend the link, or delete it."));
    }

    @Test
    void aLinkLeadsToAFolder() throws IOException {
        Files.createDirectory(folder.resolve("inner"));
        Files.createSymbolicLink(folder.resolve("1_a.up.sql"), Path.of("inner"));

        assertThat(failure().message()).contains("is named like a migration, but is a folder");
    }

    @Test
    void aLinkLeadsToItself() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("1_a.up.sql"), Path.of("1_a.up.sql"));

        Failure failure = failure();
        assertThat(failure.location()).isEqualTo(link.toString());
        assertThat(failure.message()).startsWith("Cannot read " + link + ": ");
        assertThat(failure.action()).isEqualTo("Let the user who runs the migrations read it.");
    }

    @Test
    void aFileMayNotBeRead() throws IOException {
        Path file = write("1_a.up.sql");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeFalse(Files.isReadable(file), "the superuser may read everything");

        assertThat(failure().message()).isEqualTo("Cannot read " + file + ": permission denied");
    }

    @ParameterizedTest
    @ValueSource(strings = {"R_.sql", "R__.sql", "R_x.up.sql", "R_x.down.sql", "R_x.UP.sql", "R_x.txt", "R_x"})
    void aFileIsNamedLikeARepeatableMigrationButIsNone(String name) throws IOException {
        Path file = write(name);

        assertThat(failure())
                .isEqualTo(Failure.inFile(
                        file.toString(),
                        null,
                        name + " is named like a repeatable migration, but is of another type or without a name",
                        "Rename it to R_<name>.sql: one file, which is run again whenever it changes and has no down. Or"
                                + " move it out of the folder."));
    }

    @Test
    void twoRepeatableMigrationsHaveOneName() throws IOException {
        Path one = write("R_views.sql");
        Path other = write("R__views.sql");

        assertThat(failure().message())
                .isEqualTo("Two repeatable migrations have the name views: " + other + " and " + one);
    }

    @Test
    void twoRepeatableMigrationsInTwoFoldersHaveOneName() throws IOException {
        Path one = write("R_views.sql");
        Path other = Files.createDirectory(root.resolve("more")).resolve("R_views.sql");
        Files.writeString(other, "SELECT 1;");

        assertThat(failure("file:" + folder, "file:" + root.resolve("more")).message())
                .isEqualTo("Two repeatable migrations have the name views: " + one + " and " + other);
    }

    private Failure failure() {
        return failure("file:" + folder);
    }

    private static Failure failure(String... paths) {
        InvalidMigrationException thrown = catchThrowableOfType(
                InvalidMigrationException.class,
                () -> MigrationFiles.load(
                        List.of(paths), InvalidMigrationFilesTest.class.getClassLoader(), ListedFile::new));
        assertThat(thrown).as("no file was refused").isNotNull();
        return thrown.failure();
    }

    private Path write(String name) throws IOException {
        return Files.writeString(folder.resolve(name), "SELECT 1;");
    }
}
