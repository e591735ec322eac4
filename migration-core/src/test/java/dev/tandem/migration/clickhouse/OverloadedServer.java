package dev.tandem.migration.clickhouse;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that has statements of a kind executed and then says, the first time, that it is overloaded. */
final class OverloadedServer implements AutoCloseable {
    private static final Set<String> OF_THE_CONNECTION = Set.of("content-length", "transfer-encoding", "connection");

    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpServer server;
    private final String address;
    private final String kind;
    private final AtomicInteger seen = new AtomicInteger();

    /**
     * Before a real one.
     *
     * @param jdbcUrl of the real one
     * @param kind what the statements begin with
     */
    OverloadedServer(String jdbcUrl, String kind) throws IOException {
        URI real = URI.create(jdbcUrl.replaceFirst("^jdbc:(clickhouse|ch):(http://)?", "http:"));
        this.address = "http://" + real.getAuthority();
        this.kind = kind;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
    }

    String url(String jdbcUrl) {
        return jdbcUrl.replaceFirst(":\\d+/", ":" + server.getAddress().getPort() + "/");
    }

    /** How many statements of the kind came. */
    int seen() {
        return seen.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + exchange.getRequestURI()))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (name.toLowerCase(Locale.ROOT).startsWith("x-clickhouse")) {
                values.forEach(value -> request.header(name, value));
            }
        });
        boolean ofTheKind = new String(body, StandardCharsets.UTF_8).startsWith(kind);
        boolean first = ofTheKind && seen.incrementAndGet() == 1;
        try {
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            response.headers().map().forEach((name, values) -> {
                if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                    exchange.getResponseHeaders().put(name, values);
                }
            });
            byte[] answer = first ? "upstream reset".getBytes(StandardCharsets.UTF_8) : response.body();
            exchange.sendResponseHeaders(first ? 503 : response.statusCode(), answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
