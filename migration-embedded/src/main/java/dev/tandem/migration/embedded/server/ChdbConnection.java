package dev.tandem.migration.embedded.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the engine: settings, current database and temporary tables of its own. Not for two threads at
 * once; any number of connections run in parallel.
 */
final class ChdbConnection implements AutoCloseable {

    private final ChdbLibrary library;
    private final Pointer handle;

    ChdbConnection(ChdbLibrary library, Pointer handle) {
        this.library = library;
        this.handle = handle;
    }

    /** Runs one statement; the caller closes the result. */
    ChdbResult query(byte[] sql, String format) throws ClickHouseError {
        byte[] name = format.getBytes(UTF_8);
        return result(library.chdb_query_n(connection(), sql, sql.length, name, name.length));
    }

    /** Runs a statement of ours and gives its answer as tab-separated text. */
    String text(String sql) throws ClickHouseError {
        try (ChdbResult result = query(sql.getBytes(UTF_8), "TabSeparated")) {
            return result.text();
        }
    }

    /** Inserts {@code data}, byte for byte, as the server does with what follows {@code FORMAT} or {@code VALUES}. */
    ChdbResult insert(byte[] statement, String format, byte[] data) throws ClickHouseError {
        byte[] name = format.getBytes(ISO_8859_1);
        Pointer stream = library.chdb_stream_insert_n(connection(), statement, statement.length, name, name.length);
        try {
            throwOn(library.chdb_stream_insert_error(stream));
            if (data.length > 0) {
                library.chdb_stream_append(stream, data, data.length);
            }
            return result(library.chdb_stream_done(stream));
        } finally {
            library.chdb_destroy_insert_stream(stream);
        }
    }

    /** How many statements the text holds; 0 when it does not parse, which its execution then explains. */
    int statements(byte[] sql) {
        // struct chdb_query_analysis_v1 { uint32 struct_size, statement_count, flags, query_class }
        try (Memory analysis = new Memory(16)) {
            analysis.clear();
            analysis.setInt(0, 16);
            library.chdb_classify_query_n(connection(), sql, sql.length, null, 0, analysis);
            return analysis.getInt(4);
        }
    }

    @Override
    public void close() {
        library.chdb_close_conn(handle);
    }

    private Pointer connection() {
        return handle.getPointer(0);
    }

    private ChdbResult result(Pointer pointer) throws ClickHouseError {
        Pointer error = library.chdb_result_error(pointer);
        if (error == null) {
            return new ChdbResult(library, pointer);
        }
        try {
            throw ClickHouseError.ofEngine(error.getString(0, "UTF-8"));
        } finally {
            library.chdb_destroy_query_result(pointer);
        }
    }

    private static void throwOn(@Nullable Pointer error) throws ClickHouseError {
        if (error != null) {
            throw ClickHouseError.ofEngine(error.getString(0, "UTF-8"));
        }
    }
}
