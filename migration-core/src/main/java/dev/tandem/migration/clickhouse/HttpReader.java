package dev.tandem.migration.clickhouse;

import dev.tandem.migration.sql.TextRow;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a server over its HTTP interface with what every JDK has. A start with nothing due asks one question, and for that the
 * JVM would load five hundred classes of the driver and of what it needs. An answer counts only when it is beyond doubt; whatever
 * else comes back the driver is to ask again, and what it says is what is told.
 *
 * @see <a href="https://clickhouse.com/docs/interfaces/http">ClickHouse's HTTP interface</a>
 */
final class HttpReader {
    private static final Logger log = LoggerFactory.getLogger(HttpReader.class);
    /** A host that takes no connection for so long is left to the driver, which waits longer. */
    private static final Duration TO_CONNECT = Duration.ofSeconds(5);
    /** So is one that has not answered then, connecting included. */
    private static final Duration TO_ANSWER = Duration.ofSeconds(10);

    /**
     * Host, port and database, as they mostly are. A driver that is told more than this understands it better than we do: above all
     * how far a certificate is to be trusted.
     */
    private static final Pattern PLAIN = Pattern.compile(
            "jdbc:(?:clickhouse|ch):(?:http:)?"
                    + "//([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?):([1-9]\\d{0,4})/(\\w+)(?:\\?compress=(?:false|true|0|1))?");

    private static final int LAST_PORT = 65_535;
    private static final Set<String> CREDENTIALS = Set.of("user", "password");

    private final URL url;
    private final String authorization;
    private final String agent;
    private volatile @Nullable CompletableFuture<Optional<List<TextRow>>> awaited;
    private volatile boolean closed;

    private HttpReader(URL url, String authorization, String agent) {
        this.url = url;
        this.authorization = authorization;
        this.agent = agent;
    }

    /**
     * One that asks the server of an address; {@code null} if that says anything that is for the driver to understand.
     *
     * @param agent how we call ourselves
     */
    static @Nullable HttpReader of(ClickHouseAddress address, String agent) {
        Matcher plain = PLAIN.matcher(address.jdbcUrl());
        Properties properties = address.properties();
        String user = properties.getProperty("user", "default");
        if (!plain.matches()
                || Integer.parseInt(plain.group(2)) > LAST_PORT
                || user.isEmpty()
                || !CREDENTIALS.containsAll(properties.stringPropertyNames())) {
            return null;
        }
        String credentials = user + ":" + properties.getProperty("password", "");
        try {
            return new HttpReader(
                    // The answer comes when all of it is known: an error is not appended to what was sent already.
                    new URL("http://" + plain.group(1) + ":" + plain.group(2) + "/?database=" + plain.group(3)
                            + "&wait_end_of_query=1&default_format=" + BinaryRows.FORMAT),
                    "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)),
                    agent);
        } catch (IOException e) {
            log.debug("{} is left to the driver", address, e);
            return null;
        }
    }

    /**
     * What a query answers; nothing if anything was not as it should be, or {@link #close} is called meanwhile. On a thread of its own:
     * what the JDK does here cannot be ended in every phase.
     */
    Optional<List<TextRow>> ask(String sql) {
        CompletableFuture<Optional<List<TextRow>>> answer = new CompletableFuture<>();
        awaited = answer;
        if (closed) {
            return Optional.empty();
        }
        Thread thread = new Thread(
                () -> {
                    try {
                        answer.complete(answer(sql));
                    } finally {
                        answer.complete(Optional.empty());
                    }
                },
                "tandem-ask");
        thread.setDaemon(true);
        thread.start();
        return answer.completeOnTimeout(Optional.empty(), TO_ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /** Waits for no answer any more, and asks nothing; called from another thread, too, and waits for nobody. */
    void close() {
        closed = true;
        CompletableFuture<Optional<List<TextRow>>> answer = awaited;
        if (answer != null) {
            answer.complete(Optional.empty());
        }
    }

    private Optional<List<TextRow>> answer(String sql) {
        try {
            HttpURLConnection request = request();
            try {
                byte[] body = sql.getBytes(StandardCharsets.UTF_8);
                request.setFixedLengthStreamingMode(body.length);
                request.connect();
                if (closed) {
                    return Optional.empty();
                }
                try (OutputStream out = request.getOutputStream()) {
                    out.write(body);
                }
                if (request.getResponseCode() == HttpURLConnection.HTTP_OK
                        && request.getHeaderField("X-ClickHouse-Exception-Code") == null
                        && BinaryRows.FORMAT.equals(request.getHeaderField("X-ClickHouse-Format"))) {
                    return Optional.of(rows(request));
                }
                log.debug("The driver asks, for over HTTP came {}", request.getResponseMessage());
            } finally {
                request.disconnect();
            }
        } catch (IOException | RuntimeException e) {
            log.debug("The driver asks, for over HTTP came no answer", e);
        }
        return Optional.empty();
    }

    private static List<TextRow> rows(HttpURLConnection request) throws IOException {
        try (InputStream in = request.getInputStream()) {
            byte[] answer = in.readAllBytes();
            // The JDK notices the end of a connection in the midst of chunks, but not before a length that was
            // announced.
            if (!"chunked".equalsIgnoreCase(request.getHeaderField("Transfer-Encoding"))
                    && answer.length != request.getContentLengthLong()) {
                throw new IOException("The answer ended early");
            }
            return BinaryRows.of(answer);
        }
    }

    private HttpURLConnection request() throws IOException {
        HttpURLConnection request = (HttpURLConnection) url.openConnection(Proxy.NO_PROXY);
        request.setRequestMethod("POST");
        request.setDoOutput(true);
        request.setUseCaches(false);
        request.setInstanceFollowRedirects(false);
        request.setConnectTimeout((int) TO_CONNECT.toMillis());
        request.setReadTimeout((int) TO_ANSWER.toMillis());
        request.setRequestProperty("Authorization", authorization);
        request.setRequestProperty("User-Agent", agent);
        // Nobody else in this JVM is to get it.
        request.setRequestProperty("Connection", "close");
        return request;
    }
}
