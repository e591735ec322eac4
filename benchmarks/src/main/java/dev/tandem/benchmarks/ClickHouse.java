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
        Matcher parts = URL.matcher(jdbcUrl);
        if (!parts.matches()) {
            throw new IllegalArgumentException(jdbcUrl);
        }
        return "http:" + parts.group(1) + "/?database=" + parts.group(2);
    }

    @Override
    public Dialect dialect() {
        return Dialect.CLICKHOUSE;
    }

    @Override
    public String create(String name) throws IOException, InterruptedException {
        drop(name);
        String url = server.createDatabase(name);
        ask(url, "CREATE TABLE " + dialect().rows() + " (number UInt64) ENGINE = MergeTree ORDER BY number");
        return url;
    }

    @Override
    public void drop(String name) {
        server.dropDatabase(name);
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
        // Dropping waits until everything is gone, and nothing else is put off.
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
