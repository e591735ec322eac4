package dev.tandem.migration.embedded.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;

/** Answers what arrives at {@code /}: {@code Ok.} without a query, else the query's result or ClickHouse's error. */
final class QueryHandler implements HttpHandler {

    private final Chdb engine;
    private final Sessions sessions;
    private final ClientQueryIds queryIds;
    private final String timezone;

    QueryHandler(Chdb engine, Sessions sessions, ClientQueryIds queryIds, String timezone) {
        this.engine = engine;
        this.sessions = sessions;
        this.queryIds = queryIds;
        this.timezone = timezone;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                Request request = Request.read(exchange);
                exchange.getResponseHeaders().set("X-ClickHouse-Query-Id", request.queryId());
                authenticate(request);
                if (request.text().isEmpty() && request.method().equals("GET")) {
                    answer(exchange, 200, "Ok.\n".getBytes(UTF_8));
                } else {
                    run(exchange, request);
                }
            } catch (ClickHouseError e) {
                exchange.getResponseHeaders().set("X-ClickHouse-Exception-Code", String.valueOf(e.code()));
                answer(exchange, e.httpStatus(), (e.text() + "\n").getBytes(UTF_8));
            }
        }
    }

    private static void authenticate(Request request) throws ClickHouseError {
        if (!request.user().equals("default") || !request.password().isEmpty()) {
            throw ClickHouseError.of(
                    516,
                    "AUTHENTICATION_FAILED",
                    request.user()
                            + ": Authentication failed: password is incorrect, or there is no user with such name."
                            + " The embedded server has the user 'default' without a password");
        }
    }

    /** Answers only when the query's id and session are free again: the client's next request may come at once. */
    private void run(HttpExchange exchange, Request request) throws IOException, ClickHouseError {
        Statement statement = Statement.parse(request.text());
        try (ChdbResult result = result(request, statement)) {
            String format = formatOf(request, statement);
            Headers headers = exchange.getResponseHeaders();
            headers.set("Content-Type", format.startsWith("JSON") ? "application/json" : "text/plain; charset=UTF-8");
            headers.set("X-ClickHouse-Format", format);
            headers.set("X-ClickHouse-Timezone", timezone);
            headers.set("X-ClickHouse-Server-Display-Name", "tandem-embedded");
            headers.set("X-ClickHouse-Summary", result.summary());
            long length = result.length();
            exchange.sendResponseHeaders(200, length == 0 ? -1 : length);
            if (length > 0) {
                result.writeTo(exchange.getResponseBody());
            }
        }
    }

    private ChdbResult result(Request request, Statement statement) throws ClickHouseError {
        queryIds.begin(request.queryId());
        try {
            String session = request.session();
            if (session != null) {
                return resultInSession(session, request, statement);
            }
            try (ChdbConnection connection = engine.connect()) {
                RequestSettings.apply(connection, request);
                return execute(request, statement, connection);
            }
        } finally {
            queryIds.end(request.queryId());
        }
    }

    private ChdbResult resultInSession(String session, Request request, Statement statement) throws ClickHouseError {
        ChdbConnection connection = sessions.acquire(session, request.sessionMustExist());
        try {
            RequestSettings applied = RequestSettings.apply(connection, request);
            try {
                return execute(request, statement, connection);
            } finally {
                applied.restore();
            }
        } finally {
            sessions.release(session, request.sessionTimeoutSeconds());
        }
    }

    private static ChdbResult execute(Request request, Statement statement, ChdbConnection connection)
            throws ClickHouseError {
        byte[] sql = statement.sql().getBytes(ISO_8859_1);
        String data = statement.data();
        if (data != null) {
            return connection.insert(sql, formatOf(request, statement), data.getBytes(ISO_8859_1));
        }
        int statements = connection.statements(sql);
        if (statements > 1) {
            // the engine alone would run them one after the other, as its command line does
            throw ClickHouseError.of(62, "SYNTAX_ERROR", "Syntax error (Multi-statements are not allowed)");
        }
        ChdbResult result = connection.query(sql, request.format());
        if (statements == 0) {
            // not SQL, and yet no error: a word such as `quit`, meant for a command line
            result.close();
            throw ClickHouseError.of(62, "SYNTAX_ERROR", "Syntax error: not a query");
        }
        return result;
    }

    private static String formatOf(Request request, Statement statement) {
        String named = statement.format();
        return named == null ? request.format() : named;
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=UTF-8");
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
