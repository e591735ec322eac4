package dev.tandem.migration.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.tandem.migration.Deadline;
import dev.tandem.migration.embedded.DatabasesForTests;
import dev.tandem.migration.embedded.TestDatabase;
import dev.tandem.migration.sql.DatabaseSettings;
import dev.tandem.migration.sql.Settings;
import dev.tandem.migration.sql.TextRow;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HttpReaderTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** One column, its name, its type, and a row. */
    private static final String ONE = "\1\0011\5UInt8\1";

    private TestDatabase database;

    @BeforeEach
    void createDatabase() {
        database = DatabasesForTests.clickhouse();
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1, toInt64(-1), toUInt64(18446744073709551615), 1 = 1, true, ''",
                "SELECT toUInt32(4294967295), toInt32(-7), toInt64('-9223372036854775808'), 1 > 2, false, 0",
                "SELECT CAST(NULL, 'Nullable(String)'), CAST('', 'Nullable(String)'), CAST(7, 'Nullable(UInt8)'), CAST(NULL, 'Nullable(Int64)'), repeat('x', 70000), 9",
                "SELECT 'a\\tb\\nc\\rd\\0e\\bf\\fg\\\\h\\'i', '\\\\N', 'NULL', '\\\\n', 'ü€\uD83D\uDE00', '\\x07\\x0b'",
                "SELECT number, if(number % 2 = 0, NULL, repeat('\\n', number)) FROM numbers(4000) ORDER BY number",
                "SELECT '' FROM numbers(3)",
                "SELECT 1 WHERE 0"
            })
    void whatItReadsIsWhatTheDriverReads(String sql) throws SQLException {
        int columns =
                sql.startsWith("SELECT '' ") || sql.endsWith("WHERE 0") ? 1 : sql.contains("numbers(4000)") ? 2 : 6;

        assertThat(texts(reader(database.jdbcUrl()).ask(sql).orElseThrow(), columns))
                .isEqualTo(textsOfTheDriver(sql, columns));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT throwIf(number = 100000) FROM numbers(200000)",
                "SELECT * FROM nowhere",
                "SELECT",
                "SELECT now64(3)",
                "SELECT [1]",
                "SELECT toDecimal32(1, 2)"
            })
    void anErrorAndWhatItCannotReadIsNoAnswer(String sql) {
        assertThat(reader(database.jdbcUrl()).ask(sql)).isEmpty();
    }

    /** As a history that is there, whatever the user's settings say of how text is written. */
    @Test
    void noSettingChangesWhatItReads() throws SQLException {
        String settings =
                " SETTINGS extremes = 1, format_tsv_null_representation = 'x', output_format_tsv_crlf_end_of_line = 1";

        assertThat(texts(
                        reader(database.jdbcUrl())
                                .ask("SELECT number, CAST(NULL, 'Nullable(String)') FROM numbers(2)" + settings)
                                .orElseThrow(),
                        2))
                .isEqualTo(List.of(Arrays.asList("0", null), Arrays.asList("1", null)));
    }

    @Test
    void theDriverTellsWhatIsWrongWithTheServer() {
        String url = database.jdbcUrl().replaceFirst(":\\d+/", ":1/");

        try (Deadline deadline = Deadline.in(LIMIT);
                ClickHouseChannel channel = channel(Settings.url(url), deadline)) {
            SQLException refused = catchThrowableOfType(
                    SQLException.class, () -> channel.read("SELECT 1", (row, index) -> row.text(1)));

            assertThat(ClickHouseErrors.answer(refused).message()).contains("refused");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:clickhouse://one,two:8123/db",
                "jdbc:clickhouse://h:8123/db?socket_timeout=1",
                "jdbc:clickhouse://h:8123/db?compress=false&session_id=x",
                "jdbc:clickhouse://h:8123/db?COMPRESS=false",
                "jdbc:clickhouse:https://h:8443/db",
                "jdbc:clickhouse://my_host:8123/db",
                "jdbc:clickhouse://-h:8123/db",
                "jdbc:clickhouse://h:0/db",
                "jdbc:clickhouse://h:65536/db",
                "jdbc:clickhouse://h:8123/db#x",
                "jdbc:clickhouse://h:8123/d%20b",
                "jdbc:clickhouse://h:8123/",
                "jdbc:clickhouse://h:8123",
                "jdbc:clickhouse://h/db",
                "jdbc:clickhouse://[::1]:8123/db"
            })
    void anAddressThatSaysMoreThanThePlainestIsTheDrivers(String url) {
        assertThat(HttpReader.of(ClickHouseAddress.of(Settings.url(url)), "test"))
                .isNull();
    }

    @Test
    void aUserWithoutANameIsTheDriversToRefuse() {
        assertThat(HttpReader.of(ClickHouseAddress.of(Settings.url("jdbc:clickhouse://h:8123/db", "", "")), "test"))
                .isNull();
    }

    @Test
    void whoeverAnswersAndIsNoClickHouseIsNotBelieved() throws IOException {
        try (Front page = new Front(exchange -> answer(exchange, "<html>1</html>", null))) {
            assertThat(page.reader().ask("SELECT 1")).isEmpty();
        }
        try (Front other = new Front(exchange -> answer(exchange, ONE, "Pretty"))) {
            assertThat(other.reader().ask("SELECT 1")).isEmpty();
        }
    }

    @Test
    void chunksAreAnAnswerToo() throws IOException, SQLException {
        try (Front front = new Front(exchange -> {
            exchange.getResponseHeaders().set("X-ClickHouse-Format", "RowBinaryWithNamesAndTypes");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(ONE.getBytes(StandardCharsets.ISO_8859_1));
            exchange.close();
        })) {
            assertThat(texts(front.reader().ask("SELECT 1").orElseThrow(), 1)).isEqualTo(List.of(List.of("1")));
        }
    }

    @Test
    void anErrorBehindTheStatusIsNoAnswer() throws IOException {
        try (Front front = new Front(exchange -> {
            exchange.getResponseHeaders().set("X-ClickHouse-Exception-Code", "241");
            answer(exchange, ONE, "RowBinaryWithNamesAndTypes");
        })) {
            assertThat(front.reader().ask("SELECT 1")).isEmpty();
        }
    }

    @Test
    void whoeverSendsItElsewhereIsNotFollowed() throws IOException {
        List<String> asked = new ArrayList<>();
        try (Front elsewhere = new Front(exchange -> {
                    asked.add(exchange.getRequestURI().toString());
                    answer(exchange, ONE, "RowBinaryWithNamesAndTypes");
                });
                Front front = new Front(exchange -> {
                    exchange.getResponseHeaders().set("Location", "http://127.0.0.1:" + elsewhere.port() + "/");
                    exchange.sendResponseHeaders(302, -1);
                    exchange.close();
                })) {
            assertThat(front.reader().ask("SELECT 1")).isEmpty();
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void itSaysWhoItIsAndSetsNothing() throws IOException, SQLException {
        CompletableFuture<Headers> headers = new CompletableFuture<>();
        CompletableFuture<String> query = new CompletableFuture<>();
        try (Front front = new Front(exchange -> {
            headers.complete(exchange.getRequestHeaders());
            query.complete(exchange.getRequestURI().getQuery());
            answer(exchange, ONE, "RowBinaryWithNamesAndTypes");
        })) {
            HttpReader reader =
                    HttpReader.of(ClickHouseAddress.of(Settings.url(front.url(), "üser", "p:w")), "tandem run");
            assertThat(reader).isNotNull();
            assertThat(texts(reader.ask("SELECT 1").orElseThrow(), 1)).isEqualTo(List.of(List.of("1")));
        }

        assertThat(headers.join().getFirst("Authorization"))
                .isEqualTo("Basic " + Base64.getEncoder().encodeToString("üser:p:w".getBytes(StandardCharsets.UTF_8)));
        assertThat(headers.join().getFirst("User-Agent")).isEqualTo("tandem run");
        assertThat(query.join()).isEqualTo("database=db&wait_end_of_query=1&default_format=RowBinaryWithNamesAndTypes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 100\r\n\r\n" + ONE,
                "Content-Length: 8\r\n\r\n\1\0011\5UInt",
                "Transfer-Encoding: chunked\r\n\r\na\r\n" + ONE + "\r\n",
                "Transfer-Encoding: chunked\r\n\r\n1a\r\n" + ONE,
                "\r\n" + ONE
            })
    void anAnswerThatIsOrMayBeCutShortIsNone(String rest) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            HttpReader reader = reader("jdbc:clickhouse://127.0.0.1:" + server.getLocalPort() + "/db");
            CompletableFuture<Optional<List<TextRow>>> answer = asking(reader);
            try (Socket accepted = server.accept()) {
                String request = "";
                while (!request.endsWith("\r\n\r\nSELECT 1")) {
                    request += (char) accepted.getInputStream().read();
                }
                accepted.getOutputStream()
                        .write(("HTTP/1.1 200 OK\r\nX-ClickHouse-Format: RowBinaryWithNamesAndTypes\r\n" + rest)
                                .getBytes(StandardCharsets.ISO_8859_1));
            }

            assertThat(answer.get(20, TimeUnit.SECONDS)).isEmpty();
        }
    }

    /** It accepts the request, and never answers. */
    @Test
    void itDoesNotWaitAnyMoreOnceItIsClosed() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            HttpReader reader = reader("jdbc:clickhouse://127.0.0.1:" + silent.getLocalPort() + "/db");
            CompletableFuture<Optional<List<TextRow>>> answer = asking(reader);
            try (Socket accepted = silent.accept()) {
                assertThat(accepted.getInputStream().read()).isEqualTo('P');

                reader.close();

                assertThat(answer.get(3, TimeUnit.SECONDS)).isEmpty();
            }
        }
    }

    /** Its backlog is full, so that nobody is let in. */
    @Test
    void norWhileItIsBeingConnected() throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket one = new Socket(full.getInetAddress(), full.getLocalPort());
                Socket two = new Socket(full.getInetAddress(), full.getLocalPort())) {
            HttpReader reader = reader("jdbc:clickhouse://127.0.0.1:" + full.getLocalPort() + "/db");
            CompletableFuture<Optional<List<TextRow>>> answer = asking(reader);
            await().until(() -> isIn("connect"));

            reader.close();

            assertThat(answer.get(3, TimeUnit.SECONDS)).isEmpty();
        }
    }

    /** It begins to answer, and never ends. */
    @Test
    void norInTheMidstOfAnAnswer() throws Exception {
        try (ServerSocket slow = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            HttpReader reader = reader("jdbc:clickhouse://127.0.0.1:" + slow.getLocalPort() + "/db");
            CompletableFuture<Optional<List<TextRow>>> answer = asking(reader);
            try (Socket accepted = slow.accept()) {
                accepted.getOutputStream()
                        .write(("HTTP/1.1 200 OK\r\nX-ClickHouse-Format: RowBinaryWithNamesAndTypes\r\n"
                                        + "Content-Length: 100\r\n\r\n" + ONE)
                                .getBytes(StandardCharsets.ISO_8859_1));
                await().until(() -> isIn("readAllBytes"));

                reader.close();

                assertThat(answer.get(3, TimeUnit.SECONDS)).isEmpty();
            }
        }
    }

    @Test
    void theDriverIsConnectedWhenItIsNeededAndThenItAsks() throws SQLException {
        HttpReader reader = reader(database.jdbcUrl());
        try (Deadline deadline = Deadline.in(LIMIT);
                LateConnection connection =
                        Connecting.open(ClickHouseAddress.of(Settings.url(database.jdbcUrl())), reader, deadline)) {
            assertThat(reader.ask("SELECT 1")).isPresent();
            assertThat(connection.isOpen()).isFalse();

            assertThat(connection.connection().isValid(1)).isTrue();
            assertThat(connection.isOpen()).isTrue();
            assertThat(reader.ask("SELECT 1")).isEmpty();
        }
    }

    private ClickHouseChannel channel(DatabaseSettings settings, Deadline deadline) {
        try {
            return ClickHouseChannel.open(new ClickHouseDialect(), settings, "run", deadline);
        } catch (SQLException e) {
            throw new AssertionError("Nothing is asked yet", e);
        }
    }

    private List<List<String>> textsOfTheDriver(String sql, int columns) throws SQLException {
        try (Deadline deadline = Deadline.in(LIMIT);
                ClickHouseChannel channel = channel(Settings.url(database.jdbcUrl()), deadline)) {
            return channel.query(sql, (row, index) -> {
                List<String> cells = new ArrayList<>();
                for (int column = 1; column <= columns; column++) {
                    cells.add(row.getString(column));
                }
                return cells;
            });
        }
    }

    private static List<List<String>> texts(List<TextRow> rows, int columns) throws SQLException {
        List<List<String>> texts = new ArrayList<>();
        for (TextRow row : rows) {
            String[] cells = new String[columns];
            for (int i = 0; i < columns; i++) {
                cells[i] = row.text(i + 1);
            }
            texts.add(Arrays.asList(cells));
        }
        return texts;
    }

    private static CompletableFuture<Optional<List<TextRow>>> asking(HttpReader reader) {
        return CompletableFuture.supplyAsync(() -> reader.ask("SELECT 1"));
    }

    /** Whether a thread that asks is in a method of that name. */
    private static boolean isIn(String method) {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().equals("tandem-ask"))
                .flatMap(thread -> Arrays.stream(thread.getValue()))
                .anyMatch(frame -> frame.getMethodName().equals(method));
    }

    private static HttpReader reader(String url) {
        HttpReader reader = HttpReader.of(ClickHouseAddress.of(Settings.url(url)), "test");
        assertThat(reader).as("one for the address %s", url).isNotNull();
        return reader;
    }

    private static void answer(HttpExchange exchange, String text, String format) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.ISO_8859_1);
        if (format != null) {
            exchange.getResponseHeaders().set("X-ClickHouse-Format", format);
        }
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** Something that listens where ClickHouse is thought to be. */
    private static final class Front implements AutoCloseable {
        private final HttpServer server;

        Front(HttpHandler handler) throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", handler);
            server.start();
        }

        int port() {
            return server.getAddress().getPort();
        }

        String url() {
            return "jdbc:clickhouse://127.0.0.1:" + port() + "/db";
        }

        HttpReader reader() {
            return HttpReaderTest.reader(url());
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
