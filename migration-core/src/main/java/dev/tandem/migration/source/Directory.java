package dev.tandem.migration.source;

import dev.tandem.migration.InvalidMigrationException;
import dev.tandem.migration.script.ScriptSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessMode;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * A folder in the file system.
 *
 * @param path absolute
 * @param realPath without symbolic links
 */
record Directory(Path path, Path realPath) implements Folder {

    /** @throws InvalidMigrationException when there is no such folder */
    static Directory at(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        try {
            return new Directory(absolute, absolute.toRealPath());
        } catch (NoSuchFileException e) {
            throw Invalid.file(absolute.toString(), "There is no folder " + absolute, "Create it, or change the path.");
        } catch (IOException e) {
            throw Invalid.unreadable(absolute.toString(), e);
        }
    }

    @Override
    public String location() {
        return path.toString();
    }

    @Override
    public String identity() {
        return realPath.toString();
    }

    @Override
    public List<FoundFile> files(Consumer<InvalidMigrationException> problems) {
        List<FoundFile> files = new ArrayList<>();
        for (Child child : children()) {
            try {
                requireReadableFile(child.path());
                files.add(new FoundFile(child.name(), new FileSource(child.path())));
            } catch (InvalidMigrationException e) {
                problems.accept(e);
            }
        }
        return files;
    }

    /** A name need not lead back to its file: it may have octets that no character stands for. */
    private record Child(String name, Path path) {}

    /** By name. */
    private List<Child> children() {
        List<Child> children = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(path)) {
            for (Path child : all) {
                String name = String.valueOf(child.getFileName());
                if (FileName.isMeant(name)) {
                    children.add(new Child(name, child));
                }
            }
        } catch (NotDirectoryException e) {
            throw Invalid.isFile(location());
        } catch (IOException | DirectoryIteratorException e) {
            throw Invalid.unreadable(location(), e);
        }
        children.sort(Comparator.comparing(Child::name));
        return children;
    }

    private void requireReadableFile(Path file) {
        String location = file.toString();
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isSymbolicLink()) {
                requireTargetInside(file);
                attributes = Files.readAttributes(file, BasicFileAttributes.class);
            }
            if (attributes.isDirectory()) {
                throw Invalid.isFolder(location);
            }
            if (!attributes.isRegularFile()) {
                // Opening a pipe would wait for ever.
                throw Invalid.file(location, location + " is not a regular file", "Replace it by one, or rename it.");
            }
            file.getFileSystem().provider().checkAccess(file, AccessMode.READ);
        } catch (IOException e) {
            throw Invalid.unreadable(location, e);
        }
    }

    /** Links within the folder are usual: Kubernetes mounts each file of a ConfigMap as one. */
    private void requireTargetInside(Path link) throws IOException {
        Path target;
        try {
            target = link.toRealPath();
        } catch (NoSuchFileException e) {
            throw Invalid.file(
                    link.toString(),
                    "The symbolic link " + link + " leads to nothing: " + Files.readSymbolicLink(link),
                    "Mend the link, or delete it.");
        }
        if (!target.startsWith(realPath)) {
            throw Invalid.file(
                    link.toString(),
                    "The symbolic link " + link + " leads out of its folder, to " + target,
                    "Copy the file into the folder, or add the folder of the file to the paths.");
        }
    }

    private record FileSource(Path path) implements ScriptSource {
        @Override
        public String location() {
            return path.toString();
        }

        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(path);
        }
    }
}
