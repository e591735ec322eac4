package dev.tandem.migration.sql;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads what a client of PostgreSQL has sent. */
public final class SentQueries {
    private SentQueries() {}

    /** The texts of the Parse and Query messages. */
    public static List<String> of(byte[] sent) {
        List<String> queries = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(sent);
        // Startup messages have a length and no type: 8 bytes ask for TLS, the next one names user and database.
        while (bytes.hasRemaining() && bytes.get(bytes.position()) == 0) {
            bytes.position(bytes.position() + bytes.getInt(bytes.position()));
        }
        while (bytes.hasRemaining()) {
            char type = (char) bytes.get();
            int length = bytes.getInt(bytes.position());
            if (type == 'P' || type == 'Q') {
                queries.add(new String(sent, bytes.position() + 4, length - 4, StandardCharsets.UTF_8));
            }
            bytes.position(bytes.position() + length);
        }
        return queries;
    }
}
