package dev.tandem.migration.embedded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A plain client of ClickHouse's HTTP interface. */
final class Http {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final String base;

    Http(int port) {
        this.base = "http://localhost:" + port + "/";
    }

    /** Posts a body, one byte per character; parameters are names and values in turn. */
    HttpResponse<String> post(String body, String... parameters) throws IOException, InterruptedException {
        return send(
                HttpRequest.newBuilder(uri(parameters)).POST(HttpRequest.BodyPublishers.ofString(body, ISO_8859_1)));
    }

    HttpResponse<String> get(String... parameters) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(parameters)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(
                request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString(ISO_8859_1));
    }

    URI uri(String... parameters) {
        StringBuilder uri = new StringBuilder(base);
        for (int i = 0; i < parameters.length; i += 2) {
            uri.append(i == 0 ? '?' : '&')
                    .append(parameters[i])
                    .append('=')
                    .append(URLEncoder.encode(parameters[i + 1], UTF_8));
        }
        return URI.create(uri.toString());
    }

    static int code(HttpResponse<?> response) {
        return response.headers()
                .firstValue("X-ClickHouse-Exception-Code")
                .map(Integer::parseInt)
                .orElse(0);
    }
}
