package dev.tandem.migration.liquibase;

import dev.tandem.migration.script.ScriptSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.List;
import liquibase.resource.AbstractResource;
import liquibase.resource.AbstractResourceAccessor;
import liquibase.resource.OpenOptions;
import liquibase.resource.Resource;
import org.jspecify.annotations.Nullable;

/** One file as Liquibase finds it, and nothing beside it. */
final class SingleFile extends AbstractResourceAccessor {
    private final ScriptSource source;
    private final String name;

    SingleFile(ScriptSource source) {
        this.source = source;
        String location = source.location().replace('\\', '/');
        this.name = location.substring(location.lastIndexOf('/') + 1);
    }

    /** The last part of where it is. */
    String name() {
        return name;
    }

    @Override
    public List<Resource> search(String path, boolean recursive) {
        return List.of();
    }

    @Override
    public List<Resource> getAll(String path) {
        return path.equals(name) ? List.of(new Text()) : List.of();
    }

    @Override
    public List<String> describeLocations() {
        return List.of(source.location());
    }

    @Override
    public void close() {
        // Nothing is open.
    }

    private final class Text extends AbstractResource {
        Text() {
            super(name, URI.create("tandem:one"));
        }

        @Override
        public InputStream openInputStream() throws IOException {
            return source.open();
        }

        @Override
        public boolean exists() {
            return true;
        }

        @Override
        public @Nullable Resource resolve(String other) {
            return null;
        }

        @Override
        public @Nullable Resource resolveSibling(String other) {
            return null;
        }

        @Override
        public OutputStream openOutputStream(OpenOptions options) throws IOException {
            throw new IOException("It is read only.");
        }
    }
}
