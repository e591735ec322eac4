package dev.tandem.benchmarks;

import dev.tandem.migration.embedded.EmbeddedClickHouse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A ClickHouse, asked over its HTTP interface. */
record ClickHouse(EmbeddedClickHouse server, HttpClient client) implements Server {
    private static final Pattern URL = Pattern.compile("jdbc:clickhouse:(//[^/]+)/(\\w+).*");

    static ClickHouse of(EmbeddedClickHouse server) {
        return new ClickHouse(server, HttpClient.newHttpClient());
    }

    /** The address of the HTTP interface for a database. */
    static String http(String jdbcUrl) {
        return server(jdbcUrl) + "/?database=" + database(jdbcUrl);
    }

    /** The address of the HTTP interface. */
    static String server(String jdbcUrl) {
        return "http:" + parts(jdbcUrl).group(1);
    }

    static String database(String jdbcUrl) {
        return parts(jdbcUrl).group(2);
    }

    private static Matcher parts(String jdbcUrl) {
        Matcher parts = URL.matcher(jdbcUrl);
        if (!parts.matches()) {
            throw new IllegalArgumentException(jdbcUrl);
        }
        return parts;
    }

    @Override
    public Dialect dialect() {
        return Dialect.CLICKHOUSE;
    }

    @Override
    public String create(String name) throws IOException, InterruptedException {
        String url = server.createDatabase(name);
        execute(url, "CREATE TABLE " + dialect().rows() + " (number UInt64) ENGINE = MergeTree ORDER BY number");
        return url;
    }

    /** Only detached: on some file systems new files are slow to make for minutes after so many were deleted. */
    @Override
    public void drop(String name) throws IOException, InterruptedException {
        ask(server.jdbcUrl(), "DETACH DATABASE " + name);
    }

    @Override
    public void execute(String jdbcUrl, String sql) throws IOException, InterruptedException {
        ask(jdbcUrl, sql);
    }

    @Override
    public long count(String jdbcUrl, String sql) throws IOException, InterruptedException {
        return Long.parseLong(ask(jdbcUrl, sql).strip());
    }

    @Override
    public String countTables() {
        return "SELECT count() FROM system.tables WHERE database = currentDatabase() AND name LIKE 'item\\_%'";
    }

    @Override
    public void settle() {
        // Nothing that is put off is large.
    }

    private String ask(String jdbcUrl, String sql) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(http(jdbcUrl)))
                .POST(HttpRequest.BodyPublishers.ofString(sql))
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(sql + ": " + answer.body());
        }
        return answer.body();
    }
}
