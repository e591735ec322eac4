package dev.tandem.migration.embedded.server;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/** The functions of {@code libchdb} that are used, as its {@code chdb.h} declares them; the names are the C names. */
interface ChdbLibrary extends Library {

    void chdb_set_signal_handlers_enabled(int enabled);

    /** A pointer to the connection, which is what the other functions take; null when the engine refuses. */
    @Nullable
    Pointer chdb_connect(int argc, String[] argv);

    void chdb_close_conn(Pointer connection);

    /** Ends every thread of the engine; 0 when none is left. Afterwards the library cannot be used again. */
    int chdb_shutdown();

    Pointer chdb_query_n(Pointer connection, byte[] query, long queryLength, byte[] format, long formatLength);

    int chdb_classify_query_n(
            Pointer connection,
            byte[] query,
            long queryLength,
            @Nullable Pointer database,
            long databaseLength,
            Memory analysis);

    Pointer chdb_stream_insert_n(Pointer connection, byte[] query, long queryLength, byte[] format, long formatLength);

    int chdb_stream_append(Pointer stream, byte[] data, long length);

    Pointer chdb_stream_done(Pointer stream);

    @Nullable
    Pointer chdb_stream_insert_error(Pointer stream);

    void chdb_destroy_insert_stream(Pointer stream);

    @Nullable
    Pointer chdb_result_error(Pointer result);

    @Nullable
    Pointer chdb_result_buffer(Pointer result);

    long chdb_result_length(Pointer result);

    double chdb_result_elapsed(Pointer result);

    long chdb_result_rows_read(Pointer result);

    long chdb_result_storage_rows_read(Pointer result);

    long chdb_result_storage_bytes_read(Pointer result);

    long chdb_result_rows_written(Pointer result);

    long chdb_result_bytes_written(Pointer result);

    void chdb_destroy_query_result(Pointer result);
}
