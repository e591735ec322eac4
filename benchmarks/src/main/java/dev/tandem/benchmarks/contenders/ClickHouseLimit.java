package dev.tandem.benchmarks.contenders;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.util.HashMap;
import java.util.Map;

/**
 * The least that has to be done on ClickHouse: the files read and hashed, one query for the history, and for what is due one
 * request for each statement, with a row of the history before the first one and behind each.
 */
final class ClickHouseLimit {
    private static final int NO_TABLE = 60;

    private final URL url;

    private ClickHouseLimit(URL url) {
        this.url = url;
    }

    /** The address is that of the HTTP interface, with the database as a parameter. */
    public static void main(String[] args) throws Exception {
        ClickHouseLimit limit = new ClickHouseLimit(
                URI.create(args[0] + "&async_insert=0&wait_end_of_query=1").toURL());
        Map<Long, String> applied = limit.applied();
        for (MigrationFiles.Found file : MigrationFiles.in(args[1])) {
            String hash = applied.get(file.version());
            if (hash == null) {
                limit.apply(file);
            } else if (!hash.equals(file.hash())) {
                throw new IllegalStateException(file.file() + " has changed");
            }
        }
    }

    private Map<Long, String> applied() throws IOException {
        Map<Long, String> applied = new HashMap<>();
        HttpURLConnection request = send("SELECT version, hash FROM history WHERE state = 'applied' FORMAT TSV");
        if (request.getResponseCode() == 200) {
            new String(request.getInputStream().readAllBytes(), UTF_8).lines().forEach(line -> {
                String[] values = line.split("\t", -1);
                applied.put(Long.valueOf(values[0]), values[1]);
            });
        } else if (request.getHeaderFieldInt("X-ClickHouse-Exception-Code", 0) == NO_TABLE) {
            request.getErrorStream().readAllBytes();
            execute(
                    "CREATE TABLE history (seq UInt64, version Int64, state String, statement Int32, hash String,"
                            + " down_sql String, at DateTime64(3) DEFAULT now64(3)) ENGINE = MergeTree ORDER BY (version, seq)");
        } else {
            throw new IOException(new String(request.getErrorStream().readAllBytes(), UTF_8));
        }
        return applied;
    }

    private void apply(MigrationFiles.Found file) throws IOException {
        String[] statements = file.statements();
        record(file, "started", 0, "");
        for (int i = 0; i < statements.length; i++) {
            execute(statements[i]);
            boolean last = i + 1 == statements.length;
            record(file, last ? "applied" : "checkpoint", i + 1, last ? file.down() : "");
        }
    }

    private void record(MigrationFiles.Found file, String state, int statement, String down) throws IOException {
        execute("INSERT INTO history (seq, version, state, statement, hash, down_sql) VALUES ("
                + (file.version() * 10 + statement) + ", " + file.version() + ", '" + state + "', " + statement + ", '"
                + file.hash() + "', '" + down.replace("\\", "\\\\").replace("'", "\\'") + "')");
    }

    private void execute(String sql) throws IOException {
        HttpURLConnection request = send(sql);
        if (request.getResponseCode() != 200) {
            throw new IOException(new String(request.getErrorStream().readAllBytes(), UTF_8));
        }
        request.getInputStream().readAllBytes();
    }

    private HttpURLConnection send(String sql) throws IOException {
        byte[] body = sql.getBytes(UTF_8);
        HttpURLConnection request = (HttpURLConnection) url.openConnection();
        request.setRequestMethod("POST");
        request.setDoOutput(true);
        request.setFixedLengthStreamingMode(body.length);
        try (OutputStream out = request.getOutputStream()) {
            out.write(body);
        }
        return request;
    }
}
