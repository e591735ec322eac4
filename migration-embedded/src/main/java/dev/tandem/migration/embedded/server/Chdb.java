package dev.tandem.migration.embedded.server;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The engine of this process. It lives as long as one of its connections is open, so it keeps one that serves no
 * request: closing the last one and opening another would stop and start the whole engine each time.
 */
final class Chdb implements AutoCloseable {

    private final ChdbLibrary library;
    private final String[] arguments;
    private final ChdbConnection keeper;

    private Chdb(ChdbLibrary library, String[] arguments) throws ClickHouseError {
        this.library = library;
        this.arguments = arguments;
        this.keeper = connect();
    }

    /** Starts the engine on a data directory, at most once in a process. */
    static Chdb start(Path libraryFile, Path data, @Nullable Path config) throws ClickHouseError {
        ChdbLibrary library =
                Native.load(libraryFile.toString(), ChdbLibrary.class, Map.of(Library.OPTION_STRING_ENCODING, "UTF-8"));
        // the JVM turns SIGSEGV into NullPointerException and has hooks of its own on SIGTERM
        library.chdb_set_signal_handlers_enabled(0);
        List<String> arguments = new ArrayList<>(List.of(
                "clickhouse",
                "--path=" + data,
                // 1 in clickhouse-local, 0 on servers, where `EXIT` is a syntax error and not `SELECT EXIT`
                "--implicit_select=0"));
        if (config != null) {
            arguments.add("--config-file=" + config);
        }
        return new Chdb(library, arguments.toArray(String[]::new));
    }

    ChdbConnection connect() throws ClickHouseError {
        Pointer handle = library.chdb_connect(arguments.length, arguments);
        if (handle == null) {
            throw ClickHouseError.of(210, "NETWORK_ERROR", "The engine gives no connection");
        }
        return new ChdbConnection(library, handle);
    }

    /** Ends the engine in order; all other connections have to be closed. */
    @Override
    public void close() {
        keeper.close();
        library.chdb_shutdown();
    }
}
