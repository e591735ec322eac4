package dev.tandem.migration.embedded.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A request of ClickHouse's HTTP interface.
 *
 * @param text the query and what it inserts, one character per byte
 * @param settings what is neither query nor transport: settings and {@code param_} parameters, in the order given
 */
record Request(
        String method,
        String text,
        Map<String, String> settings,
        String queryId,
        @Nullable String database,
        String format,
        @Nullable String session,
        int sessionTimeoutSeconds,
        boolean sessionMustExist,
        String user,
        String password) {

    private static final Set<String> NOT_SETTINGS = Set.of(
            "query",
            "query_id",
            "database",
            "default_format",
            "session_id",
            "session_timeout",
            "session_check",
            "close_session",
            "user",
            "password",
            "role",
            "quota_key",
            "compress",
            "decompress",
            "buffer_size",
            "wait_end_of_query",
            "stacktrace",
            "client_protocol_version",
            "enable_http_compression",
            "cancel_http_readonly_queries_on_client_close");
    private static final int DEFAULT_SESSION_SECONDS = 60;

    static Request read(HttpExchange exchange) throws IOException, ClickHouseError {
        Map<String, String> parameters = parameters(exchange.getRequestURI().getRawQuery());
        if ("1".equals(parameters.get("compress")) || "1".equals(parameters.get("decompress"))) {
            throw ClickHouseError.of(
                    36, "BAD_ARGUMENTS", "The embedded server does not compress: connect with compress=false");
        }
        Headers headers = exchange.getRequestHeaders();
        Map<String, String> settings = new LinkedHashMap<>(parameters);
        settings.keySet().removeAll(NOT_SETTINGS);
        if (exchange.getRequestMethod().equals("GET")) {
            settings.putIfAbsent("readonly", "2"); // a server does not let GET change anything either
        }
        String[] credentials = credentials(headers.getFirst("Authorization"));
        return new Request(
                exchange.getRequestMethod(),
                text(parameters.getOrDefault("query", ""), body(exchange)),
                settings,
                nonEmpty(parameters.get("query_id"), UUID.randomUUID().toString()),
                first(parameters.get("database"), headers.getFirst("X-ClickHouse-Database")),
                nonEmpty(
                        first(headers.getFirst("X-ClickHouse-Format"), parameters.get("default_format")),
                        "TabSeparated"),
                first(parameters.get("session_id"), null),
                sessionTimeout(parameters.get("session_timeout")),
                "1".equals(parameters.get("session_check")),
                nonEmpty(first(parameters.get("user"), headers.getFirst("X-ClickHouse-User")), credentials[0]),
                nonEmpty(first(parameters.get("password"), headers.getFirst("X-ClickHouse-Key")), credentials[1]));
    }

    private static Map<String, String> parameters(@Nullable String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (query != null) {
            for (String pair : query.split("&", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    parameters.put(
                            URLDecoder.decode(pair.substring(0, equals), UTF_8),
                            URLDecoder.decode(pair.substring(equals + 1), UTF_8));
                }
            }
        }
        return parameters;
    }

    private static byte[] body(HttpExchange exchange) throws IOException, ClickHouseError {
        String encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
        InputStream body = exchange.getRequestBody();
        if (encoding == null || encoding.equals("identity")) {
            return body.readAllBytes();
        }
        if (encoding.equals("gzip")) {
            try (GZIPInputStream unzipped = new GZIPInputStream(body)) {
                return unzipped.readAllBytes();
            }
        }
        throw ClickHouseError.of(
                89,
                "UNKNOWN_COMPRESSION_METHOD",
                "The embedded server does not know Content-Encoding " + encoding + ": connect with compress=false");
    }

    /** The query of the URL comes first, then the body, as a server joins them. */
    private static String text(String query, byte[] body) {
        String prefix = new String(query.getBytes(UTF_8), ISO_8859_1);
        String rest = new String(body, ISO_8859_1);
        return prefix.isEmpty() ? rest : rest.isEmpty() ? prefix : prefix + "\n" + rest;
    }

    private static int sessionTimeout(@Nullable String value) throws ClickHouseError {
        if (value == null) {
            return DEFAULT_SESSION_SECONDS;
        }
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw ClickHouseError.of(374, "INVALID_SESSION_TIMEOUT", "Invalid session timeout: '" + value + "'");
        }
    }

    private static String[] credentials(@Nullable String authorization) {
        if (authorization == null || !authorization.startsWith("Basic ")) {
            return new String[] {"default", ""};
        }
        String decoded =
                new String(Base64.getDecoder().decode(authorization.substring(6).trim()), UTF_8);
        int colon = decoded.indexOf(':');
        return colon < 0
                ? new String[] {decoded, ""}
                : new String[] {decoded.substring(0, colon), decoded.substring(colon + 1)};
    }

    private static @Nullable String first(@Nullable String one, @Nullable String other) {
        if (one != null && !one.isEmpty()) {
            return one;
        }
        return other == null || other.isEmpty() ? null : other;
    }

    private static String nonEmpty(@Nullable String value, String otherwise) {
        return value == null || value.isEmpty() ? otherwise : value;
    }
}
