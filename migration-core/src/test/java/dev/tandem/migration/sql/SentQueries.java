package dev.tandem.migration.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what a client of PostgreSQL has sent on one connection.
 *
 * @param roundTrips the statements that it sent before it waited for the server to be ready again, each time; connecting is not
 *     among them
 */
public record SentQueries(List<List<String>> roundTrips) {
    private static final int NO_TYPE = 0;

    public static SentQueries of(byte[] sent) {
        List<List<String>> roundTrips = new ArrayList<>();
        List<String> statements = new ArrayList<>();
        Map<String, String> prepared = new HashMap<>();
        Map<String, String> portals = new HashMap<>();
        ByteBuffer bytes = ByteBuffer.wrap(sent);
        // Startup messages have a length and no type: 8 bytes ask for TLS, the next one names user and database.
        while (bytes.hasRemaining() && bytes.get(bytes.position()) == NO_TYPE) {
            bytes.position(bytes.position() + bytes.getInt(bytes.position()));
        }
        while (bytes.hasRemaining()) {
            char type = (char) bytes.get();
            int end = bytes.position() + bytes.getInt();
            switch (type) {
                case 'P' -> prepared.put(string(bytes), string(bytes));
                case 'B' -> portals.put(string(bytes), prepared.get(string(bytes)));
                case 'E' -> statements.add(portals.get(string(bytes)));
                case 'Q' -> statements.add(string(bytes));
                default -> {
                    // Nothing that is counted.
                }
            }
            if (type == 'Q' || type == 'S') {
                roundTrips.add(statements);
                statements = new ArrayList<>();
            }
            bytes.position(end);
        }
        return new SentQueries(roundTrips);
    }

    /** In the order in which they were to be executed; one that is prepared counts every time. */
    public List<String> texts() {
        return roundTrips.stream().flatMap(List::stream).toList();
    }

    private static String string(ByteBuffer bytes) {
        ByteArrayOutputStream string = new ByteArrayOutputStream();
        for (byte next = bytes.get(); next != 0; next = bytes.get()) {
            string.write(next);
        }
        return string.toString(UTF_8);
    }
}
