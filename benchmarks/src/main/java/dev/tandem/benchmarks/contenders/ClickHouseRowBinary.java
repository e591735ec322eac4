package dev.tandem.benchmarks.contenders;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;

/** The least that has to be done to fill a table of ClickHouse: one insert of a file that it reads as it is. */
final class ClickHouseRowBinary {
    private ClickHouseRowBinary() {}

    /** The address is that of the HTTP interface, with the database as a parameter. */
    public static void main(String[] args) throws IOException {
        Path rows = Path.of(args[0]);
        String insert = URLEncoder.encode("INSERT INTO seeded FORMAT RowBinary", UTF_8);
        HttpURLConnection request = (HttpURLConnection)
                URI.create(args[1] + "&async_insert=0&query=" + insert).toURL().openConnection();
        request.setRequestMethod("POST");
        request.setDoOutput(true);
        request.setFixedLengthStreamingMode(Files.size(rows));
        try (OutputStream out = request.getOutputStream()) {
            Files.copy(rows, out);
        }
        if (request.getResponseCode() != 200) {
            throw new IOException(new String(request.getErrorStream().readAllBytes(), UTF_8));
        }
    }
}
