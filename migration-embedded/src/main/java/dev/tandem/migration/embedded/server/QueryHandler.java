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

    private void run(HttpExchange exchange, Request request) throws IOException, ClickHouseError {
        Statement statement = Statement.parse(request.text());
        queryIds.begin(request.queryId());
        try {
            String session = request.session();
            if (session == null) {
                try (ChdbConnection connection = engine.connect()) {
                    RequestSettings.apply(connection, request);
                    execute(exchange, request, statement, connection);
                }
                return;
            }
            ChdbConnection connection = sessions.acquire(session, request.sessionMustExist());
            try {
                RequestSettings applied = RequestSettings.apply(connection, request);
                try {
                    execute(exchange, request, statement, connection);
                } finally {
                    applied.restore();
                }
            } finally {
                sessions.release(session, request.sessionTimeoutSeconds());
            }
        } finally {
            queryIds.end(request.queryId());
        }
    }

    private void execute(HttpExchange exchange, Request request, Statement statement, ChdbConnection connection)
            throws IOException, ClickHouseError {
        byte[] sql = statement.sql().getBytes(ISO_8859_1);
        String data = statement.data();
        if (data == null && connection.statements(sql) > 1) {
            // the engine alone would run them one after the other, as its command line does
            throw ClickHouseError.of(62, "SYNTAX_ERROR", "Syntax error (Multi-statements are not allowed)");
        }
        String format = statement.format() == null ? request.format() : statement.format();
        try (ChdbResult result = data == null
                ? connection.query(sql, request.format())
                : connection.insert(sql, format, data.getBytes(ISO_8859_1))) {
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

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=UTF-8");
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
