package dev.tandem.migration.clickhouse;

import dev.tandem.migration.sql.TextRow;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
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
    /** A host that says nothing for so long is left to the driver, which waits as long as the run. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final String FORMAT = "TabSeparated";

    /** Host, port and database, as they mostly are. A driver that is told more than this understands it better than we do. */
    private static final Pattern PLAIN = Pattern.compile(
            "jdbc:(?:clickhouse|ch):(?:(https?):)?//([\\w.-]+):(\\d{1,5})/(\\w+)(?:\\?compress=(?:false|true|0|1))?",
            Pattern.CASE_INSENSITIVE);

    private static final Set<String> CREDENTIALS = Set.of("user", "password");

    private final URL url;
    private final String authorization;
    private final String agent;
    private final int patience;
    private volatile @Nullable HttpURLConnection underWay;
    private volatile boolean closed;

    private HttpReader(URL url, String authorization, String agent, int patience) {
        this.url = url;
        this.authorization = authorization;
        this.agent = agent;
        this.patience = patience;
    }

    /**
     * One that asks the server of an address; {@code null} if that says anything that is for the driver to understand.
     *
     * @param agent how we call ourselves
     * @param limit how long a server may take at most to accept a connection, or to answer
     */
    static @Nullable HttpReader of(ClickHouseAddress address, String agent, Duration limit) {
        Matcher plain = PLAIN.matcher(address.jdbcUrl());
        Properties properties = address.properties();
        if (!plain.matches() || !CREDENTIALS.containsAll(properties.stringPropertyNames())) {
            return null;
        }
        String scheme = plain.group(1) == null ? "http" : plain.group(1);
        String credentials = properties.getProperty("user", "default") + ":" + properties.getProperty("password", "");
        try {
            return new HttpReader(
                    // The answer comes when all of it is known: an error is not appended to what was sent already.
                    new URL(scheme + "://" + plain.group(2) + ":" + plain.group(3) + "/?database=" + plain.group(4)
                            + "&wait_end_of_query=1&default_format=" + FORMAT),
                    "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)),
                    agent,
                    (int) Math.max(1, Math.min(limit.toMillis(), PATIENCE.toMillis())));
        } catch (IOException e) {
            log.debug("{} is left to the driver", address, e);
            return null;
        }
    }

    /** What a query answers; nothing if anything was not as it should be. */
    Optional<List<TextRow>> ask(String sql) {
        return closed ? Optional.empty() : Optional.ofNullable(answer(sql)).map(HttpReader::rows);
    }

    private @Nullable String answer(String sql) {
        try {
            HttpURLConnection request = request();
            underWay = request;
            byte[] body = sql.getBytes(StandardCharsets.UTF_8);
            request.setFixedLengthStreamingMode(body.length);
            try (OutputStream out = request.getOutputStream()) {
                out.write(body);
            }
            if (request.getResponseCode() == HttpURLConnection.HTTP_OK
                    && FORMAT.equals(request.getHeaderField("X-ClickHouse-Format"))) {
                byte[] answer = request.getInputStream().readAllBytes();
                if (isWhole(request, answer)) {
                    return new String(answer, StandardCharsets.UTF_8);
                }
            }
            log.debug("The driver asks, for over HTTP came {}", request.getResponseMessage());
        } catch (IOException e) {
            log.debug("The driver asks, for over HTTP came no answer", e);
        }
        close();
        return null;
    }

    /** The JDK notices the end of a connection in the midst of chunks, but not before a length that was announced. */
    private static boolean isWhole(HttpURLConnection request, byte[] answer) {
        return "chunked".equalsIgnoreCase(request.getHeaderField("Transfer-Encoding"))
                || answer.length == request.getContentLengthLong();
    }

    private HttpURLConnection request() throws IOException {
        HttpURLConnection request = (HttpURLConnection) url.openConnection(Proxy.NO_PROXY);
        request.setRequestMethod("POST");
        request.setDoOutput(true);
        request.setUseCaches(false);
        request.setInstanceFollowRedirects(false);
        request.setConnectTimeout(patience);
        request.setReadTimeout(patience);
        request.setRequestProperty("Authorization", authorization);
        request.setRequestProperty("User-Agent", agent);
        return request;
    }

    /** Ends what is under way, and asks nothing any more; called from another thread, too. */
    void close() {
        closed = true;
        HttpURLConnection request = underWay;
        if (request != null) {
            request.disconnect();
        }
    }

    /** Reads the format TabSeparated: a line for each row, and what is special in a cell behind a backslash. */
    static List<TextRow> rows(String answer) {
        List<TextRow> rows = new ArrayList<>();
        int from = 0;
        while (from < answer.length()) {
            int end = answer.indexOf('\n', from);
            int to = end < 0 ? answer.length() : end;
            rows.add(row(answer.substring(from, to)));
            from = to + 1;
        }
        return rows;
    }

    private static TextRow row(String line) {
        List<@Nullable String> cells = new ArrayList<>();
        int from = 0;
        while (from <= line.length()) {
            int tab = line.indexOf('\t', from);
            int to = tab < 0 ? line.length() : tab;
            cells.add(cell(line.substring(from, to)));
            from = to + 1;
        }
        return column -> cells.get(column - 1);
    }

    private static @Nullable String cell(String written) {
        if (written.equals("\\N")) {
            return null;
        }
        int escape = written.indexOf('\\');
        if (escape < 0) {
            return written;
        }
        StringBuilder text = new StringBuilder(written.length()).append(written, 0, escape);
        for (int i = escape; i < written.length(); i++) {
            char c = written.charAt(i);
            text.append(c == '\\' && i + 1 < written.length() ? escaped(written.charAt(++i)) : c);
        }
        return text.toString();
    }

    private static char escaped(char letter) {
        return switch (letter) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case '0' -> '\0';
            default -> letter;
        };
    }
}
