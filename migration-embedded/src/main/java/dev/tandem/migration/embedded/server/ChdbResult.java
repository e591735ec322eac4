package dev.tandem.migration.embedded.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.Pointer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** The answer to one statement, held in the engine's memory until closed. */
final class ChdbResult implements AutoCloseable {

    private static final int CHUNK = 1 << 16;

    private final ChdbLibrary library;
    private final Pointer result;

    ChdbResult(ChdbLibrary library, Pointer result) {
        this.library = library;
        this.result = result;
    }

    long length() {
        return library.chdb_result_length(result);
    }

    void writeTo(OutputStream out) throws IOException {
        Pointer buffer = library.chdb_result_buffer(result);
        long length = length();
        if (buffer == null) {
            return;
        }
        for (long at = 0; at < length; at += CHUNK) {
            out.write(buffer.getByteArray(at, (int) Math.min(CHUNK, length - at)));
        }
    }

    String text() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a buffer in memory does not fail
        }
        return out.toString(UTF_8);
    }

    /** The value of the {@code X-ClickHouse-Summary} header. */
    String summary() {
        return "{\"read_rows\":\"%d\",\"read_bytes\":\"%d\",\"written_rows\":\"%d\",\"written_bytes\":\"%d\",\"result_rows\":\"%d\",\"elapsed_ns\":\"%d\"}"
                .formatted(
                        library.chdb_result_storage_rows_read(result),
                        library.chdb_result_storage_bytes_read(result),
                        library.chdb_result_rows_written(result),
                        library.chdb_result_bytes_written(result),
                        library.chdb_result_rows_read(result),
                        (long) (library.chdb_result_elapsed(result) * 1e9));
    }

    @Override
    public void close() {
        library.chdb_destroy_query_result(result);
    }
}
